package signaling

import "testing"

func named(seq uint64) frame { return frame{seq: seq, data: make([]byte, 1)} }

func drainQueue(q *queue) (seqs []uint64, end *ending) {
	for {
		f, ok, end := q.pop()
		if !ok {
			return seqs, end
		}
		seqs = append(seqs, f.seq)
	}
}

func TestAQueueHoldsSoManyFramesAndSoManyBytes(t *testing.T) {
	q := newQueue()
	for i := range uint64(queueFrames) {
		if !q.push(named(i)) {
			t.Fatalf("full at %d", i)
		}
	}
	if q.push(named(0)) {
		t.Fatal("one frame too many was taken")
	}
	if seqs, _ := drainQueue(q); len(seqs) != queueFrames || seqs[255] != 255 {
		t.Fatalf("%v", seqs)
	}
	if !q.push(frame{data: make([]byte, queueBytes)}) || q.push(frame{data: make([]byte, 1)}) {
		t.Fatal("the bound on bytes is not held")
	}
	drainQueue(q)
	if !q.push(frame{data: make([]byte, 1)}) {
		t.Fatal("what was sent still counts")
	}
}

func TestNothingPassesACorkUntilTheAnswerIsInFront(t *testing.T) {
	q := newQueue()
	q.cork()
	q.push(named(2))
	q.push(named(3))
	q.finish(closeRoomClosed, "room_closed")
	if seqs, end := drainQueue(q); len(seqs) != 0 || end != nil {
		t.Fatalf("%v %v passed", seqs, end)
	}
	q.uncork(named(0), named(1))
	seqs, end := drainQueue(q)
	for i, seq := range seqs {
		if seq != uint64(i) {
			t.Fatalf("%v", seqs)
		}
	}
	if len(seqs) != 4 || end == nil || end.closeCode != closeRoomClosed {
		t.Fatalf("%v %v", seqs, end)
	}
}

func TestTheFirstEndingCountsAndNothingIsQueuedAfterIt(t *testing.T) {
	q := newQueue()
	q.push(named(1))
	if !q.finish(closeReplaced, "a") || q.finish(closeInternal, "b") {
		t.Fatal("not the first ending")
	}
	if q.push(named(2)) {
		t.Fatal("queued after the end")
	}
	if seqs, end := drainQueue(q); len(seqs) != 1 || end.closeCode != closeReplaced || end.reason != "a" {
		t.Fatalf("%v %v", seqs, end)
	}
}

func TestWhoIsTooSlowGetsTheCloseFrameAndNothingElse(t *testing.T) {
	q := newQueue()
	q.push(named(1))
	q.finish(closeSlowConsumer, "")
	if seqs, end := drainQueue(q); len(seqs) != 0 || end.closeCode != closeSlowConsumer {
		t.Fatalf("%v %v", seqs, end)
	}
}

func TestMissedAnnouncementsAreCountedFromTheFirstHeard(t *testing.T) {
	for _, c := range []struct{ heard, now, want uint64 }{{0, 900, 0}, {1, 2, 0}, {1, 5, 3}} {
		if got := missed(c.heard, c.now); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
