package reading

// complaint is the reason for which the writer complains or wishes to return
// something. What happened to the goods counts more than what is wished for it.
func (s *signs) complaint() Complaint {
	for _, reason := range []struct {
		kind kind
		is   Complaint
	}{
		{kindDamaged, Damaged}, {kindWrongItem, WrongItem}, {kindMissing, Missing}, {kindLate, Late},
		{kindRefund, RefundWished}, {kindReturn, ReturnWished}, {kindComplaint, OtherComplaint},
	} {
		for _, found := range s.of[reason.kind] {
			// "I have not got my money back": not the goods are late.
			if reason.is == Late && s.covered(found, kindRefund) {
				continue
			}
			if s.stated(found, kindNoComplaint) && !s.conditional(found) {
				return reason.is
			}
		}
	}
	return ""
}
