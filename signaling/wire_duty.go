package signaling

import "corner/room"

// wireDuty is whose duty it is to host now and who is next. Null stands for nobody.
type wireDuty struct {
	Now        *PlanPerson `json:"now"`
	UntilMS    int64       `json:"until_ms"` // when Now's ends
	Substitute *PlanPerson `json:"substitute"`
	Next       *PlanPerson `json:"next"`
	NextMS     int64       `json:"next_ms"`
	NextZone   string      `json:"next_zone"` // Next's own
}

type wireDutyChanged struct {
	Duty *wireDuty `json:"duty"`
}

// toDuty is null for nobody's now and ever, as in a room without shifts.
func toDuty(d room.DutyChanged) *wireDuty {
	if d == (room.DutyChanged{}) {
		return nil
	}
	return &wireDuty{Now: toNamed(d.Now), UntilMS: milliseconds(d.Until), Substitute: toNamed(d.Substitute),
		Next: toNamed(d.Next), NextMS: milliseconds(d.NextAt), NextZone: d.NextZone}
}

func toNamed(p room.Person) *PlanPerson {
	if p.ID == "" {
		return nil
	}
	return &PlanPerson{p.ID, p.Name}
}
