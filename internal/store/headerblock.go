package store

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"

	"thrice/tracker"
)

// blockWriter makes blocks of headers, each in the memory of the one before.
//
// uids: the differences of the UIDs from one to the next, as signed varints.
// flags: how many lists of flags there are, each list with its length, then
// for each header which one it has. data: for each header INTERNALDATE and
// time in milliseconds, length and bytes of its fields. Numbers are varints.
//
// Data is compressed: headers are so much alike that it takes less time to
// squeeze them than to write them as they are.
type blockWriter struct {
	low, high                 uint32
	uids, flags, data, packed []byte
}

// fill makes a block of the first headers and returns of how many.
func (w *blockWriter) fill(headers []*tracker.Header) int {
	n, size := 0, 0
	for _, h := range headers[:min(len(headers), maxBlock)] {
		need := len(h.Raw) + 3*binary.MaxVarintLen64
		if n > 0 && size+need > maxData {
			break
		}
		n, size = n+1, size+need
	}
	headers = headers[:n]
	w.uids, w.data, w.packed = w.uids[:0], room(w.data, size), room(w.packed, s2.MaxEncodedLen(size))
	w.low, w.high = headers[0].Location.UID, headers[0].Location.UID
	var before uint32
	lists := make([]string, n)
	for i, h := range headers {
		uid := h.Location.UID
		w.low, w.high = min(w.low, uid), max(w.high, uid)
		w.uids = binary.AppendVarint(w.uids, int64(uid)-int64(before))
		before = uid
		lists[i] = joined(h.Location.Flags)
		w.data = binary.AppendVarint(w.data, millis(h.Internal))
		w.data = binary.AppendVarint(w.data, millis(h.At))
		w.data = binary.AppendUvarint(w.data, uint64(len(h.Raw)))
		w.data = append(w.data, h.Raw...)
	}
	w.flags = appendFlags(w.flags[:0], lists)
	w.packed = s2.Encode(w.packed[:cap(w.packed)], w.data)
	return n
}

// room empties b and makes sure that it holds size bytes. It is made a little
// larger, because the next block is of about the same size.
func room(b []byte, size int) []byte {
	if cap(b) < size {
		return make([]byte, 0, size+size/8)
	}
	return b[:0]
}

// appendFlags appends the flags of headers, a joined list for each.
func appendFlags(to []byte, lists []string) []byte {
	var distinct []string
	which := make([]int, len(lists))
	for i, list := range lists {
		place := slices.Index(distinct, list)
		if place < 0 {
			place = len(distinct)
			distinct = append(distinct, list)
		}
		which[i] = place
	}
	to = binary.AppendUvarint(to, uint64(len(distinct)))
	for _, list := range distinct {
		to = binary.AppendUvarint(to, uint64(len(list)))
		to = append(to, list...)
	}
	for _, place := range which {
		to = binary.AppendUvarint(to, uint64(place))
	}
	return to
}

// errBlock says that a block is not what blockWriter wrote.
var errBlock = errors.New("a block of headers is damaged")

// block is what is stored of a block, without its data.
type block struct {
	first             uint64 // number
	count, alive      int
	account, folder   string
	uidvalidity       uint32
	role              tracker.Role
	uids              []uint32
	rawUIDs, rawFlags []byte
	gone              []byte
}

// isGone says whether the header at this place of the block is gone.
func (b *block) isGone(i int) bool { return len(b.gone) > i/8 && b.gone[i/8]>>(i%8)&1 != 0 }

// lose marks headers as gone, by their places, and says whether any was not.
func (b *block) lose(places ...int) bool {
	if b.alive == 0 {
		return false
	}
	if len(b.gone) == 0 {
		b.gone = make([]byte, (b.count+7)/8)
	}
	for _, i := range places {
		b.gone[i/8] |= 1 << (i % 8)
	}
	alive := b.count
	for _, eight := range b.gone {
		alive -= bits.OnesCount8(eight)
	}
	changed := alive != b.alive
	b.alive = alive
	return changed
}

// decodeUIDs fills uids.
func (b *block) decodeUIDs() error {
	b.uids = make([]uint32, b.count)
	in := input{left: b.rawUIDs}
	var uid int64
	for i := range b.uids {
		uid += in.varint()
		b.uids[i] = uint32(uid)
	}
	return in.end()
}

// flags returns the joined flags of each header.
func (b *block) flags() ([]string, error) {
	in := input{left: b.rawFlags}
	distinct := make([]string, 0, min(in.uvarint(), maxBlock))
	for range cap(distinct) {
		distinct = append(distinct, string(in.bytes(in.uvarint())))
	}
	lists := make([]string, b.count)
	for i := range lists {
		place := in.uvarint()
		if place >= uint64(len(distinct)) {
			return nil, errBlock
		}
		lists[i] = distinct[place]
	}
	return lists, in.end()
}

// each calls fn for the headers of the block that are not gone and wanted (nil:
// all), in their order. Raw is part of data.
func (b *block) each(data []byte, wanted func(no uint64) bool, fn func(tracker.Header) error) error {
	if err := b.decodeUIDs(); err != nil {
		return err
	}
	lists, err := b.flags()
	if err != nil {
		return err
	}
	split := map[string][]string{"": nil}
	in := input{left: data}
	for i, uid := range b.uids {
		internal, at := in.varint(), in.varint()
		raw := in.bytes(in.uvarint())
		if in.short {
			return errBlock
		}
		no := b.first + uint64(i)
		if b.isGone(i) || wanted != nil && !wanted(no) {
			continue
		}
		flags, ok := split[lists[i]]
		if !ok {
			flags = strings.Split(lists[i], "\n")
			split[lists[i]] = flags
		}
		if err := fn(tracker.Header{
			No: no, Internal: fromMillis(internal), At: fromMillis(at), Raw: raw,
			Location: tracker.Location{
				Account: b.account, Folder: b.folder, UIDValidity: b.uidvalidity, UID: uid, Role: b.role, Flags: flags,
			},
		}); err != nil {
			return err
		}
	}
	return in.end()
}

// input reads numbers and bytes one after the other. What is not there is zero,
// and at the end an error.
type input struct {
	left  []byte
	short bool
}

func (in *input) varint() int64 {
	v, n := binary.Varint(in.left)
	in.skip(n)
	return v
}

func (in *input) uvarint() uint64 {
	v, n := binary.Uvarint(in.left)
	in.skip(n)
	return v
}

func (in *input) skip(n int) {
	if n <= 0 {
		in.left, in.short = nil, true
		return
	}
	in.left = in.left[n:]
}

func (in *input) bytes(n uint64) []byte {
	if n > uint64(len(in.left)) {
		in.left, in.short = nil, true
		return nil
	}
	b := in.left[:n:n]
	in.left = in.left[n:]
	return b
}

func (in *input) end() error {
	if in.short || len(in.left) > 0 {
		return errBlock
	}
	return nil
}
