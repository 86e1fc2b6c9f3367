package main

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"corner/room"
	"corner/signaling/auth"

	"github.com/spf13/cobra"
)

// defaultAppSecret is the secret of an app's backend where none is configured, derived from the signing key.
func defaultAppSecret(master []byte) (string, error) {
	secret, err := hkdf.Key(sha256.New, master, nil, "corner v1 app key", 32)
	if err != nil {
		return "", fmt.Errorf("derive the app key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(secret), nil
}

// tokenFlags are what `corner token create` says about a person.
type tokenFlags struct {
	room, identity, role, key string
	profile                   room.Profile
	ttl                       time.Duration
}

func tokenCommand() *cobra.Command {
	root := &cobra.Command{Use: "token", Short: "Tokens for the users of an app"}
	var f tokenFlags
	create := &cobra.Command{
		Use:   "create",
		Short: "Mint a token (JWT) that lets one person into one room, as an app's backend would",
		Example: `  corner token create --room ROOM --identity alice --role host
  corner token create --room ROOM --identity bob --name Bob --speaks en --learns zh --ttl 5m`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadConfig(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			token, err := mintToken(c, f)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), token)
			return err
		},
	}
	flags := create.Flags()
	flags.StringVar(&f.room, "room", "", "the room's id")
	flags.StringVar(&f.identity, "identity", "", "who it is to the app: 1-64 of A-Z a-z 0-9 _ . : @ -")
	flags.StringVar(&f.role, "role", "listener", "listener, moderator or host")
	flags.StringVar(&f.key, "key", "", "which of app_keys signs; empty: the only one")
	flags.StringVar(&f.profile.Name, "name", "", "the name others see")
	flags.StringSliceVar(&f.profile.Speaks, "speaks", nil, "languages spoken, e.g. zh,en")
	flags.StringSliceVar(&f.profile.Learns, "learns", nil, "languages learnt")
	flags.StringVar(&f.profile.TimeZone, "time-zone", "", "e.g. Asia/Shanghai")
	flags.DurationVar(&f.ttl, "ttl", 5*time.Minute, "how long the token may be used to join")
	for _, name := range []string{"room", "identity"} {
		if err := create.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is declared above
		}
	}
	root.AddCommand(create, secretCommand())
	return root
}

// secretCommand prints what a backend needs to mint tokens by itself.
func secretCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "secret",
		Short: "Print the HS256 secret of the app key named 'default', for an app's backend",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadConfig(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			if len(c.AppKeys) > 0 {
				return fmt.Errorf("app_keys are set (%v): use their secrets", slices.Sorted(maps.Keys(c.AppKeys)))
			}
			if err := makeData(c.Data); err != nil {
				return err
			}
			master, err := signingKey(c)
			if err != nil {
				return err
			}
			secret, err := defaultAppSecret(master)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
			return err
		},
	}
}

// mintToken makes the token the flags describe.
func mintToken(c Config, f tokenFlags) (string, error) {
	role, ok := map[string]room.Role{"listener": room.Listener, "moderator": room.Moderator, "host": room.Host}[f.role]
	if !ok {
		return "", fmt.Errorf("--role: %q is none of listener, moderator, host", f.role)
	}
	if err := makeData(c.Data); err != nil {
		return "", err
	}
	authority, err := newAuthority(c)
	if err != nil {
		return "", err
	}
	kid, err := appKey(c, f.key)
	if err != nil {
		return "", err
	}
	claims := auth.AppClaims{Subject: f.identity, Room: f.room, Role: role, Profile: f.profile}
	token, err := authority.AppToken(kid, claims, f.ttl)
	if err != nil {
		return "", fmt.Errorf("token: %w", err)
	}
	return token, nil
}

// appKey names the key to sign with.
func appKey(c Config, name string) (string, error) {
	names := slices.Sorted(maps.Keys(c.AppKeys))
	switch {
	case name != "":
		return name, nil
	case len(names) == 0:
		return defaultAppKey, nil
	case len(names) == 1:
		return names[0], nil
	default:
		return "", fmt.Errorf("--key: say which of %v signs", names)
	}
}
