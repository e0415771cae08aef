package sqlite

import (
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
)

// arena is memory outside of Go's for the values that are bound to a statement:
// Go may move its own, and SQLite would have to copy each value.
type arena struct {
	block uintptr
	size  int
	used  int
	full  []uintptr // blocks that were too small, until the run ends
	need  int       // what the run has put in all
}

// Sizes of a block. One that grew beyond the larger is not kept.
const (
	smallBlock = 512
	largeBlock = 16 << 10
)

// put copies v and returns its address, which is never 0.
func (a *arena) put(tls *libc.TLS, v []byte) uintptr {
	a.need += len(v)
	if a.used+len(v) > a.size || a.block == 0 {
		if a.block != 0 {
			a.full = append(a.full, a.block)
		}
		a.grow(tls, max(len(v), 2*a.size, smallBlock))
	}
	p := a.block + uintptr(a.used)
	copy(unsafe.Slice((*byte)(at(p)), len(v)), v)
	a.used += len(v)
	return p
}

func (a *arena) grow(tls *libc.TLS, size int) {
	a.block, a.size, a.used = libc.Xmalloc(tls, types.Size_t(size)), size, 0
	if a.block == 0 {
		panic("sqlite: out of memory")
	}
}

// reset makes room for the values of the next run.
func (a *arena) reset(tls *libc.TLS) {
	if len(a.full) > 0 || a.size > largeBlock {
		need := a.need
		a.free(tls)
		if need <= largeBlock {
			a.grow(tls, max(need, smallBlock))
		}
	}
	a.used, a.need = 0, 0
}

func (a *arena) free(tls *libc.TLS) {
	for _, p := range a.full {
		libc.Xfree(tls, p)
	}
	libc.Xfree(tls, a.block) // 0 is nothing
	*a = arena{}
}
