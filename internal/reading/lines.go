package reading

import "strings"

// trimEnd removes white space from the end of a line, no-break spaces included.
func trimEnd(line string) string {
	for line != "" {
		switch c := line[len(line)-1]; {
		case c == ' ' || c == '\t' || c == '\r':
			line = line[:len(line)-1]
		case c == 0xa0 && strings.HasSuffix(line, "\u00a0"):
			line = line[:len(line)-2]
		default:
			return line
		}
	}
	return line
}

// trimStart removes white space from the beginning of a line.
func trimStart(line string) string {
	for line != "" {
		switch {
		case line[0] == ' ' || line[0] == '\t':
			line = line[1:]
		case strings.HasPrefix(line, "\u00a0"):
			line = line[2:]
		default:
			return line
		}
	}
	return line
}

// dropRule removes the line of dashes or underscores above a header block.
func dropRule(lines []string) []string {
	for n := len(lines); n > 0; n-- {
		if strings.Trim(lines[n-1], ruleMarks+" \t") != "" {
			return lines[:n]
		}
	}
	return lines[:0]
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// joinLines makes a text of lines, one blank line where there were several.
func joinLines(lines []string) string {
	lines = trimBlank(lines)
	size := 0
	for _, line := range lines {
		size += len(line) + 1
	}
	var b strings.Builder
	b.Grow(size)
	blank := false
	for i, line := range lines {
		if line == "" {
			blank = true
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		if blank {
			b.WriteByte('\n')
		}
		blank = false
		b.WriteString(line)
	}
	return b.String()
}
