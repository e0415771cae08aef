package wire

// UIDRange are the UIDs from First to Last, both included. Neither is 0.
type UIDRange struct{ First, Last uint32 }

// UIDSet is a set of UIDs: ascending, disjoint ranges that do not touch. Its
// methods return new sets and never change the one they are called on.
type UIDSet []UIDRange
