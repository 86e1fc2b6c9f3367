package presence

import (
	"cmp"
	"slices"

	"corner/room"
)

// ListingOf gives what a lobby shows of a record.
func ListingOf(record room.Record, node string) room.Listing {
	listing := room.Listing{
		ID:           record.ID,
		Settings:     record.Settings,
		Created:      record.Created,
		Node:         node,
		Participants: len(record.Members),
		Counts:       record.Counts,
		FreeSeats:    record.FreeSeats,
		Round:        record.Round,
	}
	for i := range record.Members {
		member := &record.Members[i]
		if member.Seat >= 0 {
			listing.Speakers++
		}
		if record.Host != "" && member.ID == record.Host {
			listing.HostName = member.Profile.Name
		}
	}
	return listing
}

// PeopleOf gives the members of a record.
func PeopleOf(record room.Record, node string) []Person {
	people := make([]Person, len(record.Members))
	for i := range record.Members {
		member := &record.Members[i]
		people[i] = Person{
			ID:       member.ID,
			Name:     member.Profile.Name,
			Room:     record.ID,
			Node:     node,
			Role:     member.Role,
			Seat:     member.Seat,
			Speaks:   member.Profile.Speaks,
			Learns:   member.Profile.Learns,
			TimeZone: member.Profile.TimeZone,
		}
	}
	return people
}

// SortListings orders the fullest room first; among equals the older one.
func SortListings(listings []room.Listing) {
	slices.SortFunc(listings, func(a, b room.Listing) int {
		return cmp.Or(cmp.Compare(b.Participants, a.Participants), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
}

// SortPeople orders by room, then by id.
func SortPeople(people []Person) {
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.Room, b.Room), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Node, b.Node))
	})
}
