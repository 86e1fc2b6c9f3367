package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// signingKey is the configured key, or the one in the data folder, which is made on the first start.
func signingKey(c Config) ([]byte, error) {
	text, from := c.SigningKey, "signing_key"
	if text == "" {
		from = filepath.Join(c.Data, "signing.key")
		var err error
		if text, err = keyFile(from); err != nil {
			return nil, err
		}
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) < minSecret {
		return nil, fmt.Errorf("%s: not a key (want base64 of at least %d bytes)", from, minSecret)
	}
	return key, nil
}

// operatorKey is the configured key, or the one in the data folder, which is made on the first start.
func operatorKey(c Config) (string, error) {
	if c.OperatorKey != "" {
		return c.OperatorKey, nil
	}
	path := filepath.Join(c.Data, "operator.key")
	text, err := keyFile(path)
	if err != nil {
		return "", err
	}
	if len(text) < minSecret {
		return "", fmt.Errorf("%s: not a key (want at least %d characters)", path, minSecret)
	}
	return text, nil
}

// keyFile reads the key at path; where there is none it makes one that only its owner can read.
func keyFile(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("key: %w", err)
	}
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return "", fmt.Errorf("key: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(fresh)
	// O_EXCL: of two servers that start at once in one folder, one makes the key and the other fails clearly.
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("key: %w", err)
	}
	_, err = file.WriteString(text + "\n")
	return text, errors.Join(err, file.Close())
}
