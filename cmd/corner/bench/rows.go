//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// newRow makes a row of a figure in every round; a limit is held against the median.
func newRow(name, unit string, rounds []*float64, limit *float64) row {
	r := row{Name: name, Unit: unit, Rounds: rounds, Limit: limit}
	var known []float64
	for _, v := range rounds {
		if v != nil {
			known = append(known, *v)
		}
	}
	// A figure that some round could not give is no figure.
	if len(known) == len(rounds) && len(known) > 0 {
		m := median(known)
		r.Median = &m
	}
	r.Met = limit == nil || r.Median != nil && *r.Median <= *limit
	return r
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// errMissed says that a median was over its limit.
var errMissed = errors.New("a limit was missed")

// print writes the rows as a markdown table and says which limits were missed.
func (r result) print(w io.Writer) error {
	_, _ = fmt.Fprintf(w, "| figure | unit | rounds | median | at most | |\n|---|---|---|---|---|---|\n")
	var missed []string
	for _, row := range r.Rows {
		rounds := make([]string, len(row.Rounds))
		for i, v := range row.Rounds {
			rounds[i] = number(v)
		}
		verdict := ""
		switch {
		case row.Limit == nil:
		case row.Met:
			verdict = "met"
		default:
			verdict = "**missed**"
			missed = append(missed, row.Name)
		}
		limit := ""
		if row.Limit != nil {
			limit = number(row.Limit)
		}
		_, _ = fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", row.Name, row.Unit, strings.Join(rounds, ", "), number(row.Median), limit, verdict)
	}
	if len(missed) > 0 {
		return fmt.Errorf("%s: %w: %s", r.Scenario, errMissed, strings.Join(missed, ", "))
	}
	return nil
}

// number has four digits: more would be the machine's noise.
func number(v *float64) string {
	switch {
	case v == nil:
		return "–"
	case *v >= 1000 || *v <= -1000:
		return fmt.Sprintf("%.0f", *v)
	}
	return fmt.Sprintf("%.4g", *v)
}
