//go:build !race

package reading

// raceDetector tells that every memory access costs ten times as much.
const raceDetector = false
