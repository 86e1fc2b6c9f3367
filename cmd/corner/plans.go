package main

import (
	"context"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"math/big"
	"net/mail"
	"strings"
	"time"

	"corner/signaling"
	"corner/signaling/planner"
	"corner/signaling/webpush"

	"go.uber.org/zap"
)

// openPush makes what sends web push; nil where it is off, which it is without a contact.
func openPush(c Config, log *zap.Logger) (*webpush.Sender, string, error) {
	if c.WebPushContact == "" {
		return nil, "", nil
	}
	master, err := signingKey(c)
	if err != nil {
		return nil, "", err
	}
	key, err := pushKey(master)
	if err != nil {
		return nil, "", err
	}
	sender, err := webpush.New(webpush.Config{Key: key, Contact: c.WebPushContact, Log: log,
		Allowed: func(endpoint string) bool { return signaling.PushAllowed(endpoint, c.WebPushHosts) }})
	return sender, webpush.PublicKey(key), err
}

// pushKey is the key that web push is signed with, derived from the signing key: browsers that subscribed at one of
// several servers are reached from each of them.
func pushKey(master []byte) (*ecdh.PrivateKey, error) {
	const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551" // of P-256 (SP 800-186, 3.2.1.3)
	wide, err := hkdf.Key(sha256.New, master, nil, "corner v1 web push key", 48)     // so wide that none is likelier
	if err != nil {
		return nil, fmt.Errorf("derive the web push key: %w", err)
	}
	most, _ := new(big.Int).SetString(order, 16)
	most.Sub(most, big.NewInt(1))
	scalar := new(big.Int).Mod(new(big.Int).SetBytes(wide), most)
	key, err := ecdh.P256().NewPrivateKey(scalar.Add(scalar, big.NewInt(1)).FillBytes(make([]byte, 32)))
	if err != nil {
		return nil, fmt.Errorf("derive the web push key: %w", err)
	}
	return key, nil
}

// isContact reports whether push services can reach the operator there: an e-mail address or an https URL.
func isContact(s string) bool {
	if strings.HasPrefix(s, "https://") {
		return len(s) > len("https://")
	}
	address, err := mail.ParseAddress(strings.TrimPrefix(s, "mailto:"))
	return err == nil && address.Name == "" && address.Address == strings.TrimPrefix(s, "mailto:")
}

// newPlanner makes what opens rooms and, where there is web push, reminds people.
func newPlanner(p *parts, log *zap.Logger, now func() time.Time) *planner.Planner {
	cfg := planner.Config{Store: p.store, Opener: p.signaling, Title: signaling.PlanTitle, Log: log, Now: now}
	if p.push != nil {
		cfg.Sender = p.push
	}
	return planner.New(cfg)
}

// runPlanner is the planner as a service.
func (p *parts) runPlanner(ctx context.Context) error {
	err := p.planner.Run(ctx)
	if p.push != nil {
		_ = p.push.Close() // its connections are idle by now
	}
	return err
}

// plannerStats reads the planner's figures for the metrics. There is a planner once the server is built.
func plannerStats(p *parts) func() signaling.PlannerStats {
	return func() signaling.PlannerStats { return signaling.PlannerStats(p.planner.Stats()) }
}
