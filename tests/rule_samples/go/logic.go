package logic

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/dlclark/regexp2"
	"github.com/lestrrat-go/libxml2"
	"github.com/lestrrat-go/libxml2/parser"
)

func visible(role, kind string) bool {
	// ruleid: go-bug-always-true
	if role != "guest" || role != "blocked" {
		return true
	}
	// ruleid: go-bug-always-true
	return kind == "a" && kind == "b"
}

func last(xs []int) int {
	// ruleid: go-bug-beyond-the-end
	for i := 0; i <= len(xs); i++ {
		use(xs[i])
	}
	// ruleid: go-bug-beyond-the-end
	return xs[len(xs)]
}

func count(words []string) map[string]int {
	var seen map[string]int
	for _, word := range words {
		// ruleid: go-bug-nil-map
		seen[word] = 1
	}
	var tags map[string]string
	// ruleid: go-bug-nil-map
	tags["a"] = "b"
	return seen
}

// ruleid: go-bug-lock-by-value
func worker(wg sync.WaitGroup, jobs chan int) {
	defer wg.Done()
}

func locked(mu *sync.Mutex) {
	// ruleid: go-bug-lock-by-value
	mu.Lock()
	defer mu.Lock()
}

func poll() {
	// ruleid: go-bug-unit-missing
	time.Sleep(500)
	// ruleid: go-bug-unit-missing
	client := &http.Client{Timeout: 30}
	_ = client
}

func ask(ctx context.Context) (string, error) {
	// ruleid: go-bug-sender-left
	answer := make(chan string)
	go func() {
		answer <- slow()
	}()
	select {
	case text := <-answer:
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func askOnce() string {
	// ruleid: go-bug-sender-left
	done := make(chan string)
	go func() {
		result := slow()
		done <- result
	}()
	select {
	case text := <-done:
		return text
	case <-time.After(time.Second):
		return ""
	}
}

func entities(r io.Reader) {
	// ruleid: go-xxe
	p := parser.New(parser.XMLParseNoEnt)
	p.ParseReader(r)
	// ruleid: go-xxe
	libxml2.ParseReader(r, parser.XMLParseDTDLoad)
}

var (
	// ruleid: go-regex-dos
	words = regexp2.MustCompile(`^(\w+\s?)*$`, 0)
	// ruleid: go-regex-dos
	mail  = regexp2.MustCompile(`^(([a-z])+.)+[A-Z]([a-z])+$`, 0)
)

func config(path string) (*Config, error) {
	// ruleid: go-bug-not-closed
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	var c Config
	return &c, json.NewDecoder(f).Decode(&c)
}

// ok: go-bug-always-true
func okVisible(role string, n int) bool {
	// ok: go-bug-always-true
	if role != "guest" && role != "blocked" {
		return true
	}
	// ok: go-bug-always-true
	return role == "a" || role != "b" && n == 1
}

func okLast(xs []int) int {
	for i := 0; i < len(xs); i++ {
		// ok: go-bug-beyond-the-end
		use(xs[i])
	}
	for n := 0; n <= len(xs); n++ {
		// ok: go-bug-beyond-the-end
		use(n)
	}
	// ok: go-bug-beyond-the-end
	return xs[len(xs)-1]
}

func okCount(words []string) {
	var seen map[string]int
	seen = make(map[string]int)
	// ok: go-bug-nil-map
	seen["a"] = 1
	var lazy map[string]int
	if lazy == nil {
		lazy = map[string]int{}
	}
	// ok: go-bug-nil-map
	lazy["a"] = 1
	var read map[string]int
	// ruleid: go-bug-ignored-error
	json.Unmarshal(data, &read)
	// ok: go-bug-nil-map
	read["a"] = 1
}

// ok: go-bug-lock-by-value
func okWorker(wg *sync.WaitGroup, jobs chan int) {
	defer wg.Done()
}

func okLocked(mu *sync.Mutex) {
	mu.Unlock()
	// ok: go-bug-lock-by-value
	defer mu.Lock()
}

func okPoll() {
	// ok: go-bug-unit-missing
	time.Sleep(500 * time.Millisecond)
	// ok: go-bug-unit-missing
	time.Sleep(0)
	// ok: go-bug-unit-missing
	_ = &http.Client{Timeout: 30 * time.Second}
}

func okAsk(ctx context.Context) string {
	// ok: go-bug-sender-left
	answer := make(chan string, 1)
	go func() {
		answer <- slow()
	}()
	select {
	case text := <-answer:
		return text
	case <-ctx.Done():
		return ""
	}
}

func okAskAll() string {
	// ok: go-bug-sender-left
	all := make(chan string)
	go func() {
		all <- slow()
	}()
	return <-all
}

func okEntities(r io.Reader) {
	// ok: go-xxe
	p := parser.New(parser.XMLParseNoNet)
	// ok: go-xxe
	p.ParseReader(r)
	// ok: go-xxe
	libxml2.ParseReader(r)
}

// ok: go-regex-dos
var okWords = regexp2.MustCompile(`^\w+(?=:)`, 0)
// ok: go-regex-dos
var okMail = regexp2.MustCompile(`^[a-z]+@[a-z.]+$`, 0)

func okConfig(path string) (*os.File, error) {
	// ok: go-bug-not-closed
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}
