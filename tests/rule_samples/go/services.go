package services

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/dlclark/regexp2"
	"github.com/gorilla/sessions"
	"github.com/rs/cors"
	"github.com/segmentio/kafka-go"
	"go.mongodb.org/mongo-driver/bson"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"gorm.io/gorm"

	pb "example.com/boats/proto"
)

type BoatQuery struct {
	Sort  string
	Terms map[string]string
}

func (b *Boats) Manual(ctx context.Context, req *pb.ManualRequest) (*pb.Manual, error) {
	// ruleid: go-path-traversal
	text, err := os.ReadFile("/srv/manuals/" + req.GetName())
	// ok: go-path-traversal
	cover, err := os.ReadFile("/srv/manuals/" + filepath.Base(req.GetName()))
	return &pb.Manual{Text: text, Cover: cover}, err
}

func Consume2(ctx context.Context, r *kafka.Reader) {
	m, _ := r.ReadMessage(ctx)
	// ruleid: go-shell-injection
	exec.Command("sh", "-c", "convert "+string(m.Value)).Run()
	// ok: go-shell-injection
	exec.Command("convert", "--", string(m.Value)).Run()
}

func lines(conn net.Conn) {
	rd := bufio.NewReader(conn)
	line, _ := rd.ReadString('\n')
	// ruleid: go-shell-injection
	exec.Command("bash", "-c", "ping "+line).Run()
}

func (s *Store) Sorted2(q BoatQuery) (out []Boat) {
	// ruleid: go-sql-injection-built
	s.orm.Where("kind = ?", "sail").Order(q.Sort).Find(&out)
	b := sq.Select("id").From("boats")
	for k, v := range q.Terms {
		// ruleid: go-sql-injection-built
		b = b.Where(k+" = ?", v)
	}
	// ok: go-sql-injection-built
	s.orm.Where("name = ?", q.Sort).Find(&out)
	return out
}

func fetchLogo(ctx context.Context, scheme string, host string) (*http.Response, error) {
	// ruleid: go-ssrf
	return http.Get(scheme + "://" + host + "/logo.svg")
}

func fetchIcon(host string) (*http.Response, error) {
	// ok: go-ssrf
	return http.Get("https://" + host + "/icon.svg")
}

func brand(w http.ResponseWriter, r *http.Request) {
	fetchLogo(r.Context(), "https", r.FormValue("brand"))
	fetchIcon("cdn.example.com")
	leaveFor(w, r, r.PostFormValue("next"))
	leaveHome(w, r, "/home")
}

func leaveFor(w http.ResponseWriter, r *http.Request, to string) {
	// ruleid: go-open-redirect
	http.Redirect(w, r, to, http.StatusFound)
}

func leaveHome(w http.ResponseWriter, r *http.Request, to string) {
	// ok: go-open-redirect
	http.Redirect(w, r, to, http.StatusFound)
}

func origins() []cors.Options {
	return []cors.Options{
		{
			AllowCredentials: true,
			// ruleid: go-cors-wildcard-with-credentials-function
			AllowOriginFunc: func(string) bool { return true },
		}, {
			AllowCredentials: true,
			// ruleid: go-cors-wildcard-with-credentials-function
			AllowOriginFunc: func(o string) bool { return strings.HasSuffix(o, "boats.example") },
		}, {
			AllowCredentials: true,
			// ok: go-cors-wildcard-with-credentials-function
			AllowOriginFunc: func(o string) bool { return strings.HasSuffix(o, ".boats.example") },
		}, {
			AllowCredentials: true,
			// ok: go-cors-wildcard-with-credentials-function
			AllowOriginFunc: func(o string) bool { return known[o] },
		},
	}
}

func forged(e *echo.Echo, app *fiber.App) {
	e.Use(middleware.CSRFWithConfig(middleware.CSRFConfig{
		// ruleid: go-csrf-off-skipped
		Skipper: func(c echo.Context) bool { return c.Request().Method != http.MethodGet },
	}))
	app.Use(CSRF.New(CSRF.Config{
		// ruleid: go-csrf-off-skipped
		Next: func(c *fiber.Ctx) bool { return c.Method() != fiber.MethodGet },
	}))
	e.Use(middleware.CSRFWithConfig(middleware.CSRFConfig{
		// ok: go-csrf-off-skipped
		Skipper: func(c echo.Context) bool { return c.Path() == "/health" },
	}))
	e.Use(middleware.CSRFWithConfig(middleware.CSRFConfig{
		// ok: go-csrf-off-skipped
		Skipper: func(c echo.Context) bool { return c.Request().Method == http.MethodGet },
	}))
}

func stores(one, other *sessions.CookieStore) {
	// ruleid: go-insecure-cookie-store
	one.Options = &sessions.Options{Path: "/", HttpOnly: true}
	// ruleid: go-insecure-cookie-store
	other.Options = &sessions.Options{HttpOnly: true, MaxAge: 3600}
	// ok: go-insecure-cookie-store
	one.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: true}
	// ok: go-insecure-cookie-store
	other.Options = &sessions.Options{HttpOnly: true, MaxAge: -1}
}

func checks(pool *x509.CertPool) []*tls.Config {
	return []*tls.Config{
		{
			// ruleid: go-tls-verification-off-checked
			InsecureSkipVerify:    true,
			VerifyPeerCertificate: func([][]byte, [][]*x509.Certificate) error { return nil },
		}, {
			// ruleid: go-tls-verification-off-checked
			InsecureSkipVerify: true,
			VerifyConnection:   func(tls.ConnectionState) error { return nil },
		}, {
			// ok: go-tls-verification-off-checked
			InsecureSkipVerify: true,
			VerifyConnection: func(cs tls.ConnectionState) error {
				_, err := cs.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: pool})
				return err
			},
		}, {
			// ok: go-tls-verification-off-checked
			InsecureSkipVerify: false,
		},
	}
}

func peers(ctx context.Context, at string) {
	// ruleid: go-tls-verification-off-plain
	grpc.Dial(at, grpc.WithTransportCredentials(insecure.NewCredentials()))
	// ruleid: go-tls-verification-off-plain
	grpc.NewClient(at, grpc.WithUserAgent("boats"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	// ok: go-tls-verification-off-plain
	grpc.Dial(at, grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(nil, "")))
	// ok: go-tls-verification-off-plain
	grpc.NewClient(at, grpc.WithUserAgent("boats"))
}

func tell(l *logrus.Entry, r *http.Request, cfg Config) {
	// ruleid: go-log-of-secret-whole
	log.Printf("from %s: %v", r.RemoteAddr, r.Header)
	// ruleid: go-log-of-secret-whole
	slog.Info("signup", "form", r.PostForm)
	// ok: go-log-of-secret-whole
	log.Printf("from %s: %v", r.RemoteAddr, r.Header.Get("Accept"))
	// ok: go-log-of-secret-whole
	slog.Info("signup", "fields", len(r.PostForm))
	// ruleid: go-log-of-secret-named
	l.WithField("authorization", values[0]).Debug("call")
	// ruleid: go-log-of-secret-named
	l.WithField("Cookie", r.Header.Get("Cookie")).Info("call")
	// ruleid: go-log-of-secret
	log.Printf("session key %s", cfg.CookieSessionKey)
	// ok: go-log-of-secret-named
	l.WithField("kind", values[0]).Debug("call")
	// ok: go-log-of-secret-named
	log.Printf("session key set: %t", cfg.CookieSessionKey != "")
}

func programs(user, js string) []bson.E {
	return []bson.E{
		// ruleid: go-nosql-injection-where
		{Key: "$expr", Value: bson.E{Key: "$where", Value: "this.owner == '" + user + "'"}},
		// ruleid: go-nosql-injection-where
		bson.E{Key: "$where", Value: fmt.Sprintf("this.km > %s", js)},
		// ok: go-nosql-injection-where
		bson.E{Key: "$where", Value: "this.km > 7"},
		// ok: go-nosql-injection-where
		bson.E{Key: "owner", Value: user},
	}
}

func documents(ctx context.Context, c *mongo.Collection, text []byte) {
	var filter bson.M
	_ = bson.UnmarshalExtJSON(text, true, &filter)
	// ruleid: go-nosql-injection-document
	c.CountDocuments(ctx, filter)
	// ruleid: go-nosql-injection-document
	c.Find(ctx, filter)
	// ok: go-nosql-injection-document
	c.Find(ctx, bson.M{"kind": "sail"})
	// ok: go-nosql-injection-document
	c.InsertOne(ctx, filter)
}

func expressions(text, title string) bool {
	// ruleid: go-regex-dos-parameter
	re, _ := regexp2.Compile(text, regexp2.None)
	// ruleid: go-regex-dos-parameter
	other := regexp2.MustCompile(title, regexp2.None)
	// ok: go-regex-dos-parameter
	fixed := regexp2.MustCompile("^[a-z]+$", regexp2.None)
	ok, _ := re.MatchString(title)
	return ok && other != nil && fixed != nil
}

func limited(text string) bool {
	// ok: go-regex-dos-parameter
	re, _ := regexp2.Compile(text, regexp2.None)
	re.MatchTimeout = time.Second
	ok, _ := re.MatchString("x")
	return ok
}

func again(n int, try func() error) (err error) {
	for i := 0; i < n; i++ {
		// ruleid: go-bug-shadowed-error-retry
		if err := try(); err == nil {
			return nil
		}
	}
	return err
}

func (s *Store) anyOf(all []string) (id string, err error) {
	for _, one := range all {
		// ruleid: go-bug-shadowed-error-retry
		if err := s.try(one); err == nil {
			return one, nil
		}
	}
	return err
}

func againRight(n int, try func() error) (err error) {
	for i := 0; i < n; i++ {
		// ok: go-bug-shadowed-error-retry
		if err = try(); err == nil {
			return nil
		}
	}
	return err
}

func onceRight(try func() error) error {
	// ok: go-bug-shadowed-error-retry
	if err := try(); err == nil {
		return nil
	}
	return errNever
}
