package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// shape is what sort of value stands behind a key.
type shape int

const (
	other shape = iota // a date, or a number that is not whole
	text
	number
	truth
	list
	table
)

// node is a value of the document and the line on which it stands. A decoder
// would stop at the first value of a wrong type; the tree lets all be judged.
type node struct {
	line   int
	shape  shape
	text   string // what a text says; of other values, how they are written
	list   []*node
	order  []string // keys of a table as they come in the file
	fields map[string]*node
}

// found says what stands there, in the words of the person who wrote it.
func (n *node) found() string {
	switch n.shape {
	case text:
		return strconv.Quote(n.text)
	case number:
		return "the number " + n.text
	case list:
		return "a list"
	case table:
		return "a table"
	}
	return n.text
}

func newTable(line int) *node {
	return &node{line: line, shape: table, fields: map[string]*node{}}
}

// set puts a value under a key. The keys of a table are unique in valid TOML.
func (n *node) set(key string, value *node) {
	if _, known := n.fields[key]; !known {
		n.order = append(n.order, key)
	}
	n.fields[key] = value
}

// child returns the table under a key, made if need be; of a list of tables the
// last one.
func (n *node) child(key string, line int) *node {
	at, known := n.fields[key]
	if known && at.shape == list && len(at.list) > 0 {
		at = at.list[len(at.list)-1]
	}
	if !known || at.shape != table {
		at = newTable(line)
		n.set(key, at)
	}
	return at
}

// document reads TOML into a tree. What is no TOML is a single problem: nothing
// after it can be relied on.
func document(data []byte, name string) (*node, Problems) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // some editors on Windows begin with it
	// The decoder checks more than the parser: keys given twice, for one.
	var all map[string]any
	if err := toml.Unmarshal(data, &all); err != nil {
		p := Problem{File: name, What: err.Error(), Remedy: "correct the TOML"}
		if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
			p.Line, p.Column = at.Position()
		}
		return nil, Problems{p}
	}
	b := builder{parser: &unstable.Parser{}}
	for i, c := range data {
		if c == '\n' {
			b.newlines = append(b.newlines, i)
		}
	}
	b.parser.Reset(slices.Clip(bytes.Clone(data)))
	root := newTable(1)
	current := root
	for b.parser.NextExpression() {
		switch e := b.parser.Expression(); e.Kind {
		case unstable.Table:
			current = b.descend(root, e.Key(), false)
		case unstable.ArrayTable:
			current = b.descend(root, e.Key(), true)
		case unstable.KeyValue:
			b.assign(current, e)
		}
	}
	if err := b.parser.Error(); err != nil {
		return nil, Problems{{File: name, What: fmt.Sprintf("it cannot be read: %v", err), Remedy: "correct the TOML"}}
	}
	return root, nil
}

// builder makes the tree from the parser's expressions.
type builder struct {
	parser   *unstable.Parser
	newlines []int // where lines end
}

func (b *builder) line(r unstable.Range) int {
	return 1 + sort.SearchInts(b.newlines, int(r.Offset))
}

// descend walks from a table to the one a header names. A header in double
// brackets appends a new table to the list there.
func (b *builder) descend(from *node, keys unstable.Iterator, appends bool) *node {
	for keys.Next() {
		key := keys.Node()
		name, line := string(key.Data), b.line(key.Raw)
		if !appends || !keys.IsLast() {
			from = from.child(name, line)
			continue
		}
		tables, known := from.fields[name]
		if !known || tables.shape != list {
			tables = &node{line: line, shape: list}
			from.set(name, tables)
		}
		from = newTable(line)
		tables.list = append(tables.list, from)
	}
	return from
}

// assign puts the value of "a.b = value" into a table.
func (b *builder) assign(into *node, e *unstable.Node) {
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		line := b.line(key.Raw)
		if keys.IsLast() {
			into.set(string(key.Data), b.value(e.Value(), line))
			return
		}
		into = into.child(string(key.Data), line)
	}
}

// value reads a value whose key stands on a line. Lists may go on over more.
func (b *builder) value(v *unstable.Node, line int) *node {
	if v.Raw.Length > 0 {
		line = b.line(v.Raw)
	}
	n := &node{line: line, text: string(v.Data)}
	switch v.Kind {
	case unstable.String:
		n.shape = text
	case unstable.Integer:
		n.shape = number
	case unstable.Float:
		n.text = "the number " + n.text
	case unstable.Bool:
		n.shape = truth
	case unstable.Array:
		n.shape = list
		for items := v.Children(); items.Next(); {
			n.list = append(n.list, b.value(items.Node(), line))
		}
	case unstable.InlineTable:
		n = newTable(line)
		for items := v.Children(); items.Next(); {
			if items.Node().Kind == unstable.KeyValue {
				b.assign(n, items.Node())
			}
		}
	default:
		n.text = "the date or time " + n.text
	}
	return n
}
