//go:build !race

package tracker_test

// orders is how many mailboxes are shuffled.
const orders = "100"
