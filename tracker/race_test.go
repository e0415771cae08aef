//go:build race

package tracker_test

// orders is how many mailboxes are shuffled: the race detector makes the store
// slow.
const orders = "10"
