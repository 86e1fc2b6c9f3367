// Package calendar writes schedules as iCalendar (RFC 5545): a file for one session, a feed for many, a note that one
// was cancelled.
//
// A calendar is to give the same instants as package schedule does, for years, in programs that know another zone
// database or none. So times are written as the host's wall time with TZID, and each zone comes along as a VTIMEZONE
// made of the transitions that the server's own database has: as yearly rules where the transitions follow one, else
// one by one. It reaches from the first instance to the end of the year after next, and where there are yearly rules for
// ever.
//
// What is in a calendar: a part of a series is an event with its rule; cancelled instances are EXDATE, moved ones
// events of the same UID with RECURRENCE-ID. The UID of the first part is the id of the series at the host's name and
// never changes; later parts, which apply from a date on, have the id and their serial. SEQUENCE is the series' own. A
// series that was cancelled is there still, as STATUS:CANCELLED. DTSTAMP is when the series last changed, so that a
// feed in which nothing changed is the same bytes.
//
// The library folds and escapes; what people wrote is cleaned of control characters and cut before it gets there.
// There is no ORGANIZER without a name, and never an address: who writes there writes to nobody.
//
// The package writes and never reads. It knows nothing of HTTP and of stores.
package calendar
