// Command measure reads a folder of labelled mail and prints how much of it is
// read rightly: one line a figure, and below it every miss by its path.
//
//	go run ./internal/reading/measure -corpora DIR [-only nature,text] [-misses=false] [-mutations N]
//
// It judges and changes nothing; what it found last stands in docs/reading.md.
package main

import "thrice/internal/measure"

func main() { measure.Main() }
