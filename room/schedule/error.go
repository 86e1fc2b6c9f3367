package schedule

// Error is a refusal. Code is protocol and never changes; Text is for developers.
type Error struct{ Code, Text string }

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Text }

// Refusals of a schedule.
var (
	ErrZone       = &Error{"invalid_zone", "there is no such time zone"}
	ErrTime       = &Error{"invalid_time", "the date or time does not exist, or is out of bounds"}
	ErrLength     = &Error{"invalid_length", "a session lasts from 10 minutes to 12 hours, in whole minutes"}
	ErrRule       = &Error{"invalid_rule", "the rule is none, or not of the kind that is known here"}
	ErrCount      = &Error{"invalid_count", "a rule counts to 1000 at most"}
	ErrStart      = &Error{"rule_start", "the first date is not one of the rule's"}
	ErrSeries     = &Error{"invalid_series", "the series is out of bounds"}
	ErrNoInstance = &Error{"no_instance", "the series has no session on that date"}
	ErrCancelled  = &Error{"cancelled", "that was cancelled"}
	ErrTooMany    = &Error{"too_many_changes", "the series has been changed too often; begin a new one"}
	ErrFull       = &Error{"list_full", "the waiting list is full"}
	ErrNotListed  = &Error{"not_listed", "that person has not said that they come"}
	ErrPerson     = &Error{"invalid_person", "that is nobody's id"}
	ErrName       = &Error{"invalid_name", "a name has at most 128 bytes of UTF-8"}
	ErrLimit      = &Error{"invalid_limit", "the limit is out of bounds"}
)
