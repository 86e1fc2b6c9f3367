package local_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"corner/presence"
	"corner/presence/local"
	"corner/presence/presencetest"
	"corner/room"
)

// writerEnv makes the test binary a process that writes into the named folder until it is killed.
const writerEnv = "CORNER_TEST_WRITER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(writerEnv); folder != "" {
		writeForever(folder)
	}
	if folder := os.Getenv(replierEnv); folder != "" {
		replyForever(folder)
	}
	goleak.VerifyTestMain(m)
}

// writeForever saves version after version of one room and says each once it is saved.
func writeForever(folder string) {
	s, err := local.Open(local.Config{Folder: folder})
	if err != nil {
		panic(err)
	}
	record := presencetest.Record(strings.Repeat("r", 22), 0, 20)
	lease, err := s.Claim(context.Background(), record.ID, presence.NewID())
	if err != nil {
		panic(err)
	}
	fmt.Println("epoch", lease.Epoch)
	for {
		record.Version++
		if err := s.Save(context.Background(), presence.Snapshot{Lease: lease, Record: record}); err != nil {
			panic(err)
		}
		fmt.Println("saved", record.Version)
	}
}

func TestWhatWasSavedSurvivesAKilledProcess(t *testing.T) {
	folder := t.TempDir()
	self, err := os.Executable()
	must(t, err)
	for range 3 {
		child := exec.Command(self)
		child.Env = append(os.Environ(), writerEnv+"="+folder)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		var epoch, saved uint64
		lines := bufio.NewScanner(out)
		for saved < 20 && lines.Scan() {
			fmt.Sscanf(lines.Text(), "epoch %d", &epoch)
			fmt.Sscanf(lines.Text(), "saved %d", &saved)
		}
		must(t, child.Process.Kill()) // in the middle of a save, most likely
		child.Wait()
		if saved < 20 {
			t.Fatalf("the writer ended after %d", saved)
		}

		s, err := local.Open(local.Config{Folder: folder})
		must(t, err)
		record, err := s.Load(t.Context(), strings.Repeat("r", 22))
		must(t, err)
		if record.Version < saved || len(record.Members) != 20 {
			t.Fatalf("version %d of at least %d", record.Version, saved)
		}
		if lease, err := s.Claim(t.Context(), record.ID, presence.NewID()); err != nil || lease.Epoch <= epoch {
			t.Fatalf("epoch %d after %d, %v", lease.Epoch, epoch, err)
		}
		// The next writer begins at version 1 again, under a higher epoch.
		must(t, s.Save(t.Context(), presence.Snapshot{
			Lease:  presence.Lease{Room: record.ID, Node: strings.Repeat("n", 22), Epoch: uint64(time.Now().UnixMilli()) + 1},
			Record: room.Record{ID: record.ID, Closed: true},
		}))
		must(t, s.Close())
	}
}

func TestASecondProcessOnTheFolderIsToldSo(t *testing.T) {
	folder := t.TempDir()
	open(t, folder, new(clock))
	begin := time.Now()
	_, err := local.Open(local.Config{Folder: folder})
	if err == nil || !strings.Contains(err.Error(), "in use by another process") || !strings.Contains(err.Error(), folder) {
		t.Fatalf("second open: %v", err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Fatalf("took %v", took)
	}
}

func TestTheFileIsReadableByItsOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "deep", "data")
	must(t, open(t, folder, new(clock)).Close())
	path := filepath.Join(folder, "presence.db")
	if mode := stat(t, path); mode != 0o600 {
		t.Fatalf("file %o", mode)
	}
	if mode := stat(t, folder); mode != 0o700 {
		t.Fatalf("folder %o", mode)
	}
	must(t, os.Chmod(path, 0o644))
	must(t, open(t, folder, new(clock)).Close())
	if mode := stat(t, path); mode != 0o600 {
		t.Fatalf("file after reopening %o", mode)
	}
}

func TestAnUnusableFolderIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := local.Open(local.Config{Folder: filepath.Join(file, "data")}); err == nil {
		t.Fatal("opened below a file")
	}
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "presence.db"), []byte(strings.Repeat("not a database ", 1000)), 0o600))
	if _, err := local.Open(local.Config{Folder: folder}); err == nil {
		t.Fatal("opened something else")
	}
}

func TestReopenedTheStoreGoesOnWhereItWas(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	record := presencetest.Record(presence.NewID(), 9, 4)
	lease, err := s.Claim(t.Context(), record.ID, presence.NewID())
	must(t, err)
	must(t, s.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}))
	must(t, s.Close())

	s = open(t, folder, c) // at the very same instant
	loaded, err := s.Load(t.Context(), record.ID)
	must(t, err)
	if !reflect.DeepEqual(loaded, record) {
		t.Fatalf("loaded %+v", loaded)
	}
	if _, err := s.Owner(t.Context(), record.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("the process that owned it is gone: %v", err)
	}
	if list, err := s.Rooms(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("rooms %+v, %v", list, err)
	}
	next, err := s.Claim(t.Context(), record.ID, presence.NewID())
	must(t, err)
	if next.Epoch <= lease.Epoch {
		t.Fatalf("epoch %d after %d", next.Epoch, lease.Epoch)
	}
	anew := record
	anew.Version = 1 // the room that is opened again counts from the start
	must(t, s.Save(t.Context(), presence.Snapshot{Lease: next, Record: anew}))
	if loaded, err := s.Load(t.Context(), record.ID); err != nil || loaded.Version != 1 {
		t.Fatalf("version %d, %v", loaded.Version, err)
	}
}

func TestRecordsWhoseTimeIsOverAreDropped(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	old, young := presencetest.Record(presence.NewID(), 1, 1), presencetest.Record(presence.NewID(), 1, 1)
	for _, record := range []room.Record{old, young} {
		lease, err := s.Claim(t.Context(), record.ID, presence.NewID())
		must(t, err)
		must(t, s.Save(t.Context(), presence.Snapshot{Lease: lease, Record: record}))
		c.advance(presence.DefaultRetention / 2)
	}
	must(t, s.Close())
	c.advance(time.Minute)
	s = open(t, folder, c)
	if _, err := s.Load(t.Context(), old.ID); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("old: %v", err)
	}
	if _, err := s.Load(t.Context(), young.ID); err != nil {
		t.Fatalf("young: %v", err)
	}
}

func TestSpoiledEntriesAreDroppedAtOpen(t *testing.T) {
	folder, c := t.TempDir(), new(clock)
	s := open(t, folder, c)
	must(t, s.Close())
	db, err := bbolt.Open(filepath.Join(folder, "presence.db"), 0o600, nil)
	must(t, err)
	id := presence.NewID()
	must(t, db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte("rooms"))
		return errors.Join(bucket.Put([]byte(id), []byte("{")), bucket.Put([]byte("short"), []byte("{}")))
	}))
	must(t, db.Close())
	s = open(t, folder, c)
	if _, err := s.Load(t.Context(), id); !errors.Is(err, presence.ErrNotFound) {
		t.Fatalf("load: %v", err)
	}
}

func TestAClosedStoreFails(t *testing.T) {
	s := open(t, t.TempDir(), new(clock))
	must(t, s.Close())
	must(t, s.Close())
	var coded *room.Error
	if err := s.Ping(t.Context()); err == nil || errors.As(err, &coded) {
		t.Fatalf("ping: %v", err)
	}
}

func stat(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Mode().Perm()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
