package measure

import (
	"path/filepath"
	"strings"

	"thrice/internal/reading"
)

// orderKinds are the stages that the labels mean.
func orderKinds() map[string]reading.Stage {
	return map[string]reading.Stage{
		"ordered": reading.Ordered, "confirmed": reading.Confirmed, "confirmation": reading.Confirmed,
		"shipped": reading.Shipped, "out-for-delivery": reading.OutForDelivery, "delivering": reading.OutForDelivery,
		"delivered": reading.Delivered, "exception": reading.OrderDelayed, "delayed": reading.OrderDelayed, "returned": reading.Returned,
	}
}

// measureOrders compares the stage and the carrier of the labelled mails of
// carriers and shops, and counts the orders seen in other mail.
func measureOrders(o options) (report, error) {
	rows, err := table(filepath.Join(o.corpora, "orders.tsv"), 4)
	if err != nil {
		return report{}, err
	}
	var found report
	var stages, right, carriers, named, tracked, numbered int
	for _, row := range rows {
		r, err := readMail(o, row[0])
		if err != nil {
			return report{}, err
		}
		got := reading.Order{}
		if r.Order != nil {
			got = *r.Order
		}
		if len(got.Tracking) > 0 {
			tracked++
		}
		if got.Number != "" {
			numbered++
		}
		want, ok := orderKinds()[row[1]]
		if !ok {
			if got.Stage != "" {
				found.miss(row[0], "%s has the stage %q", row[1], got.Stage)
			}
			continue
		}
		stages++
		if got.Stage == want {
			right++
		} else {
			found.miss(row[0], "stage %q, want %q (subject %q)", got.Stage, want, r.Subject)
		}
		carriers++
		if row[2] == "amazon" && (got.Carrier != "" || got.Number != "") || strings.Contains(strings.ToLower(got.Carrier), strings.ToLower(row[2])) && got.Carrier != "" {
			named++
		} else {
			found.miss(row[0], "carrier %q, want %q", got.Carrier, row[2])
		}
		found.printf("  %-55s %-17s %-14s number %q tracking %q promised %v delivered %v", row[0], got.Stage, got.Carrier, got.Number, got.Tracking, got.Promised, got.Delivered)
	}
	found.figure("stage right", right, stages, 0.9)
	found.figure("carrier right", named, carriers, 0.9)
	found.figure("mails with a tracking number or order number", tracked+numbered, len(rows), 0)
	return found, strangers(o, &found)
}

// strangers reads the mail that is not about orders and counts those seen in it:
// next to none, as nobody there notifies of an order.
func strangers(o options, found *report) error {
	rows, err := table(filepath.Join(o.corpora, "labels.tsv"), 4)
	if err != nil {
		return err
	}
	mails, staged, some := make(map[bool]int), make(map[bool]int), make(map[bool]int)
	for _, row := range rows {
		r, err := readMail(o, row[0])
		if err != nil {
			return err
		}
		human := row[1] == "human"
		mails[human]++
		if r.Order == nil {
			continue
		}
		some[human]++
		if r.Order.Stage != "" {
			staged[human]++
		}
		found.miss(row[0], "%s: %+v", row[1], *r.Order)
	}
	found.figure("people's mail with an order's stage", staged[true], mails[true], -0.005)
	found.figure("people's mail with any order", some[true], mails[true], -0.03)
	found.figure("other mail with an order's stage", staged[false], mails[false], -0.005)
	found.figure("other mail with any order", some[false], mails[false], -0.03)
	return nil
}
