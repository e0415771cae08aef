package reading

// clue is one piece of evidence for or against a mail to many.
type clue int

// The clues, in the order in which a mail is looked at.
const (
	// Of the header.
	clueListFields clue = iota
	cluePrecedence
	clueListPost
	clueOutsideList
	clueOneClick
	clueCampaign
	clueBulkMailer
	clueScriptMailer
	clueRelay
	clueSpamVerdict
	clueNewsAddress
	clueNoReplyAddress
	clueNoticeAddress
	clueCodedSender
	clueCodedEnvelope
	clueHiddenTo
	clueNoTo
	clueToItself
	clueOddDate
	clueNoMessageID
	clueNewsSubject
	clueShoutSubject
	clueBangSubject
	clueCodedSubject
	clueGappySubject
	clueNamedSubject

	// Of the text.
	clueUnsubscribe
	clueBecause
	clueInBrowser
	clueFooter
	clueManyFooters
	clueAnyone
	clueOffer
	clueManyOffers
	clueScam
	clueManyScams
	clueVice
	clueManyVices
	clueNotice
	clueManyNotices
	clueSystemNotice
	clueGenerated
	clueAutomaticText
	clueSomeLinks
	clueManyLinks
	clueSomeBangs
	clueManyBangs
	clueShoutText
	clueRuled
	cluePrices
	clueCodedText

	// Of the markup.
	clueUnsubscribeLink
	clueOnlyMarkup
	clueTables
	clueLayout
	clueImages
	cluePixel
	clueProgram
	clueFewWords

	// For a person.
	clueMailProgram
	clueQuotes
	clueGreets
	clueSigned
	clueAsksReader
	clueShortText
	clueWebForm
	clueFormSender
	clueCustomer
	clueWantsOut

	clueCount
)

// meaning is the weight of a clue, above zero for a mail to many, below for a
// person, and what it says to the reader.
type meaning struct {
	weight int
	why    string
}

// meanings is the table of all clues.
func meanings() [clueCount]meaning {
	return [clueCount]meaning{
		clueListFields:     {6, "its header names a distribution list"},
		cluePrecedence:     {5, "it calls itself mail to many"},
		clueListPost:       {3, "it came through a mailing list"},
		clueOutsideList:    {4, "the list is not our own"},
		clueOneClick:       {2, "one click ends the subscription"},
		clueCampaign:       {5, "a mailing service counts it as part of a campaign"},
		clueBulkMailer:     {5, "a program for mass mail sent it"},
		clueScriptMailer:   {1, "a script sent it"},
		clueRelay:          {1, "a mailing service sent it"},
		clueSpamVerdict:    {3, "a mail server on the way took it for spam"},
		clueNewsAddress:    {3, "it comes from the address of a newsletter"},
		clueNoReplyAddress: {3, "nobody reads answers to its sender"},
		clueNoticeAddress:  {2, "it comes from an address for notices"},
		clueCodedSender:    {2, "its sender is a number"},
		clueCodedEnvelope:  {3, "its return address is made for mass mail"},
		clueHiddenTo:       {2, "it names no recipient"},
		clueNoTo:           {1, "it names no recipient"},
		clueToItself:       {2, "it is addressed to its own sender"},
		clueOddDate:        {2, "its date cannot be"},
		clueNoMessageID:    {1, "it has no Message-ID"},
		clueNewsSubject:    {3, "the subject is that of a newsletter"},
		clueShoutSubject:   {2, "the subject is in capitals"},
		clueBangSubject:    {1, "the subject shouts"},
		clueCodedSubject:   {3, "the subject ends in a random code"},
		clueGappySubject:   {4, "the subject hides words from filters"},
		clueNamedSubject:   {2, "the subject holds the recipient's address"},

		clueUnsubscribe:   {5, "it offers to unsubscribe"},
		clueBecause:       {4, "it says why one is on its list"},
		clueInBrowser:     {4, "it offers to be read in a browser"},
		clueFooter:        {1, "it ends with the small print of a mass mail"},
		clueManyFooters:   {3, "it ends with the small print of a mass mail"},
		clueAnyone:        {3, "it greets nobody in particular"},
		clueOffer:         {2, "it advertises"},
		clueManyOffers:    {4, "it advertises"},
		clueScam:          {3, "it promises money"},
		clueManyScams:     {6, "it promises money"},
		clueVice:          {3, "it sells what spam sells"},
		clueManyVices:     {5, "it sells what spam sells"},
		clueNotice:        {2, "it notifies of what happened on a web site"},
		clueManyNotices:   {4, "it notifies of what happened on a web site"},
		clueSystemNotice:  {2, "its sender is a system"},
		clueGenerated:     {3, "it says that a machine made it"},
		clueAutomaticText: {1, "it calls itself automatic"},
		clueSomeLinks:     {1, "it holds links"},
		clueManyLinks:     {2, "it holds many links"},
		clueSomeBangs:     {1, "it shouts"},
		clueManyBangs:     {2, "it shouts"},
		clueShoutText:     {2, "much of it is in capitals"},
		clueRuled:         {1, "it is laid out like a newsletter"},
		cluePrices:        {1, "it names prices"},
		clueCodedText:     {3, "it ends in a random code"},

		clueUnsubscribeLink: {4, "it links to where one unsubscribes"},
		clueOnlyMarkup:      {1, "it is HTML without plain text"},
		clueTables:          {1, "it is laid out in tables"},
		clueLayout:          {3, "it is laid out like an advertisement"},
		clueImages:          {1, "it loads images"},
		cluePixel:           {2, "it tells its sender when it is read"},
		clueProgram:         {3, "it holds a form or a script"},
		clueFewWords:        {2, "it shows images instead of words"},

		clueMailProgram: {-2, "a person's mail program wrote it"},
		clueQuotes:      {-6, "it quotes what it answers"},
		clueGreets:      {-2, "it greets somebody by name"},
		clueSigned:      {-2, "its sender signed it"},
		clueAsksReader:  {-1, "it asks something"},
		clueShortText:   {-2, "it is a few words"},
		clueWebForm:     {-6, "somebody filled in a form"},
		clueFormSender:  {-4, "it looks sent by a form of our own site"},
		clueCustomer:    {-2, "its writer speaks as a customer"},
		clueWantsOut:    {-6, "its writer wants no more mail"},
	}
}
