package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

func sampleDemoPages() []PageSample {
	return []PageSample{
		{"mailbox", sampleMailbox()},
		{"mailbox_empty", MailboxPage{Now: at(time.January, 11, 8, 0), Form: Form{Action: "/clock"}}},
		{"mailbox_everyone", sampleEveryone()},
		{"message", MessagePage{
			Frame: Frame{Zone: "Europe/Berlin"}, Subject: "Meet Dana Ferreira, your partner in Engineering peer mentoring",
			From: "Engineering peer mentoring <peerpost@example.org>", To: "Ana Lindqvist <ana@example.org>", ReplyTo: "Dana Ferreira <dana.ferreira@example.org>",
			Date: at(time.January, 27, 9, 40), Headers: []Header{{"List-Unsubscribe", "<https://peerpost.example/unsubscribe/x>"}},
			Body: "/email/introduction.html", Toggle: "/mailbox/ana/1?text", Calendar: "/mailbox/ana/1.ics", Source: "/mailbox/ana/1.eml", Back: "/mailbox/ana"}},
		{"message_text", MessagePage{
			Frame: Frame{Zone: "Europe/Berlin"}, Subject: "Did you meet Dana Ferreira?", From: "Engineering peer mentoring", To: "Ana Lindqvist",
			Date: at(time.February, 9, 16, 0), Body: "/email/met_question.txt", Text: true, Toggle: "/mailbox/ana/2", Back: "/mailbox/ana"}},
		{"preview", PreviewPage{
			Emails: []PreviewEmail{{"introduction", program.Introduction, "Meet Dana Ferreira, your partner in Engineering peer mentoring", "/preview/email/introduction.html", "/preview/email/introduction.txt"}},
			Pages:  []PreviewLink{{"register", "/preview/page/register"}}}},
	}
}

func sampleMailbox() MailboxPage {
	return MailboxPage{
		Frame: Frame{Zone: "Europe/Berlin"}, Form: Form{Action: "/clock"}, Now: at(time.January, 27, 9, 41), Person: "Ana Lindqvist", Everyone: "/mailbox/",
		Clock: MailboxClock{Next: []MailboxEvent{
			{"Agenda of the next meeting to Ana Lindqvist and Dana Ferreira", at(time.February, 8, 8, 0)}, {"a survey opens", at(time.May, 9, 7, 0)},
		}},
		People: []MailboxPerson{
			{Name: "Ada Lovelace", Address: "ada@example.org", URL: "/mailbox/ada", Messages: 5, Unread: 1},
			{Name: "Ana Lindqvist", Address: "ana@example.org", URL: "/mailbox/ana", Messages: 3, Unread: 2, Selected: true},
			{Name: sampleLong().Name, Address: string(sampleLong().Address), URL: "/mailbox/long", Messages: 2},
			{Name: "山田 浩", Address: "hiroshi@example.org", URL: "/mailbox/hiroshi", Messages: 3, Unread: 12},
		},
		Messages: []MailboxLine{
			{"Engineering peer mentoring", "", "Engineering peer mentoring: your meetings with Dana Ferreira", at(time.January, 27, 9, 40), "/mailbox/ana/3", true, true},
			{"Engineering peer mentoring", "", "Meet Dana Ferreira, your partner in Engineering peer mentoring", at(time.January, 27, 9, 40), "/mailbox/ana/2", true, false},
			{"Engineering peer mentoring", "", "You are registered for Engineering peer mentoring", at(time.January, 12, 8, 20), "/mailbox/ana/1", false, false},
		},
		Story: []StoryLine{
			{at(time.January, 27, 9, 40), "61 introductions and 61 calendar invitations went out"},
			{at(time.January, 27, 9, 30), "Ada Lovelace approved 30 pairings"},
			{at(time.January, 25, 8, 0), "A draft was made: 61 of 64 people have a partner"},
		},
	}
}

// sampleEveryone is the page of a visitor who plays everyone, while a draft
// waits.
func sampleEveryone() MailboxPage {
	page := sampleMailbox()
	page.Person, page.People[1].Selected = "", false
	page.Clock.Decide, page.Clock.Alone = "/mailbox/ada/1", true
	for i := range page.Messages {
		page.Messages[i].To = sampleLong().Name
	}
	return page
}
