package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v4"
)

// setting is one field of Config with its names.
type setting struct {
	key    string // media_port
	help   string
	secret bool
	value  reflect.Value
}

func (s setting) flag() string { return strings.ReplaceAll(s.key, "_", "-") }
func (s setting) env() string  { return "CORNER_" + strings.ToUpper(s.key) }

// settings lists the fields of c, in the order of the struct.
func settings(c *Config) []setting {
	v := reflect.ValueOf(c).Elem()
	list := make([]setting, 0, v.NumField())
	for i := range v.NumField() {
		f := v.Type().Field(i)
		list = append(list, setting{
			key:    f.Tag.Get("yaml"),
			help:   f.Tag.Get("help"),
			secret: f.Tag.Get("secret") == "true",
			value:  v.Field(i),
		})
	}
	return list
}

// set gives the setting the value written as text; lists are separated by commas.
func (s setting) set(text string) error {
	switch s.value.Interface().(type) {
	case string:
		s.value.SetString(text)
	case int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is not a number", text)
		}
		s.value.SetInt(int64(n))
	case []string:
		s.value.Set(reflect.ValueOf(splitList(text)))
	case map[string]string:
		pairs := map[string]string{}
		for _, pair := range splitList(text) {
			name, secret, ok := strings.Cut(pair, "=")
			if !ok {
				return errors.New("want name=secret, separated by commas")
			}
			pairs[name] = secret
		}
		s.value.Set(reflect.ValueOf(pairs))
	default:
		return fmt.Errorf("a setting of type %s cannot be set", s.value.Type())
	}
	return nil
}

func splitList(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// addFlags declares --config and one flag per setting.
func addFlags(flags *pflag.FlagSet) {
	defaults := defaultConfig()
	flags.String("config", "", "YAML file of settings ($CORNER_CONFIG)")
	for _, s := range settings(&defaults) {
		shown := ""
		if !s.value.IsZero() {
			shown = fmt.Sprint(s.value.Interface())
		}
		flags.String(s.flag(), shown, s.help+" ($"+s.env()+")")
	}
}

// loadConfig merges flags over environment over file over defaults, and refuses what it does not know.
func loadConfig(flags *pflag.FlagSet, getenv func(string) (string, bool)) (Config, error) {
	c := defaultConfig()
	path, _ := getenv("CORNER_CONFIG")
	if f := flags.Lookup("config"); f != nil && f.Changed {
		path = f.Value.String()
	}
	if path != "" {
		if err := readFile(path, &c); err != nil {
			return c, err
		}
	}
	for _, s := range settings(&c) {
		if text, ok := getenv(s.env()); ok {
			if err := s.set(text); err != nil {
				return c, fmt.Errorf("%s: %w", s.env(), err)
			}
		}
		if f := flags.Lookup(s.flag()); f != nil && f.Changed {
			if err := s.set(f.Value.String()); err != nil {
				return c, fmt.Errorf("--%s: %w", s.flag(), err)
			}
		}
	}
	return c, c.validate()
}

// maxConfigFile bounds the YAML file.
const maxConfigFile = 1 << 20

func readFile(path string, c *Config) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	text, err := io.ReadAll(io.LimitReader(file, maxConfigFile))
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("config %s: %s", path, strings.Join(strings.Fields(err.Error()), " "))
	}
	return nil
}

// print writes the effective settings as a YAML file that loadConfig takes, without the secrets.
func (c Config) print(w io.Writer) error {
	for _, s := range settings(&c) {
		if s.secret {
			if _, err := fmt.Fprintf(w, "# %s: %s\n", s.key, secretState(s.value)); err != nil {
				return err
			}
			continue
		}
		line, err := yaml.Marshal(map[string]any{s.key: s.value.Interface()})
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// secretState says whether a secret is set, and for keys by name which.
func secretState(v reflect.Value) string {
	if v.IsZero() {
		return "not set"
	}
	if v.Kind() != reflect.Map {
		return "set, not shown"
	}
	names := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		names = append(names, k.String())
	}
	sort.Strings(names)
	return "set for " + strings.Join(names, ", ") + ", not shown"
}
