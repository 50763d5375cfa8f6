package sample

import (
	"html/template"
	"net/http"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
)

type registration struct {
	Name     string
	Password string
}

func field(r *http.Request, name string) string {
	return r.FormValue(name)
}

func Look(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-path-traversal
	os.ReadFile("/srv/" + field(r, "page"))
	// ok: go-path-traversal
	os.ReadFile("/srv/" + filepath.Base(field(r, "page")))
	cmd := exec.Command("sh")
	// ruleid: go-shell-injection
	cmd.Args = append(cmd.Args, "-c", "ls "+field(r, "dir"))
	flags := []string{"log"}
	flags = append(flags, r.FormValue("rev"))
	// ruleid: go-shell-injection
	exec.Command("git", flags...).Run()
}

func LookSafely(w http.ResponseWriter, r *http.Request) {
	safe := []string{"log", "--"}
	safe = append(safe, r.FormValue("rev"))
	// ok: go-shell-injection
	exec.Command(tool, safe...).Run()
}

func (s *Store) Gorm(c *gin.Context) {
	q := s.base()
	// ruleid: go-sql-injection
	q = q.Where(fmt.Sprintf("owner = '%s'", c.Query("owner")))
	// ruleid: go-sql-injection
	q.Order(c.Query("by")).Find(&s.rows)
	// ok: go-sql-injection
	q.Where("owner = ?", c.Query("owner")).Find(&s.rows)
	// ok: go-sql-injection
	q.Order("name").Find(&s.rows)
}

func (s *Store) Hello(c *gin.Context) {
	c.Header("Content-Type", "text/html")
	// ruleid: go-xss
	c.String(200, "<b>%s</b>", c.Query("name"))
	// ok: go-xss
	c.String(200, "<b>%s</b>", template.HTMLEscapeString(c.Query("name")))
}

func (s *Store) Bye(c *fiber.Ctx) error {
	c.Type("html")
	// ruleid: go-xss
	return c.SendString("<b>" + c.Query("name") + "</b>")
}

func (s *Store) Plain(c *fiber.Ctx) error {
	// ok: go-xss
	return c.SendString("bye " + c.Query("name"))
}

func Protect(app *fiber.App) {
	app.Use(csrf.New(csrf.Config{
		// ruleid: go-csrf-off
		Next: func(c *fiber.Ctx) bool {
			return c.Method() == "POST"
		},
	}))
	app.Use(csrf.New(csrf.Config{
		// ok: go-csrf-off
		Next: func(c *fiber.Ctx) bool { return c.Path() == "/health" },
	}))
}

func Dial(cfg *tls.Config) {
	// ruleid: go-tls-verification-off
	cfg.InsecureSkipVerify = os.Getenv("CHECK_TLS") != "yes"
	// ok: go-tls-verification-off
	cfg.InsecureSkipVerify = os.Getenv("TLS_INSECURE") == "yes"
}

func Claims(raw string) (string, error) {
	// ok: go-jwt-not-verified
	tok, _, err := jwt.NewParser().ParseUnverified(raw, jwt.MapClaims{})
	if err != nil {
		return "", err
	}
	return s.verifyWith(tok.Header["kid"], raw)
}

func (s *Store) Log(c *gin.Context, token string) {
	var in registration
	c.Bind(&in)
	// ruleid: go-log-of-secret-value
	s.log.Printf("new: %+v", in)
	// ok: go-log-of-secret-value
	s.log.Printf("new: %+v", in.Name)
	// ruleid: go-log-of-secret-value
	s.logger.Info("signed in", "user", in.Name, "token", token)
	// ok: go-log-of-secret-value
	s.logger.Info("signed in", "user", in.Name, "token", len(token))
	// ok: go-log-of-secret-value
	s.logger.Info("signed in", "token", in.Name)
}

func (s *Store) SignIn(c *fiber.Ctx) error {
	var body map[string]any
	if err := json.Unmarshal(c.Body(), &body); err != nil {
		return err
	}
	// ruleid: go-nosql-injection-value
	s.users.FindOne(c.Context(), bson.M{"name": body["name"]})
	// ruleid: go-nosql-injection-value
	s.users.FindOne(c.Context(), bson.D{{"name", body["name"]}})
	name, _ := body["name"].(string)
	// ok: go-nosql-injection-value
	s.users.FindOne(c.Context(), bson.M{"name": name})
	return nil
}

func (s *Store) Typed(c *fiber.Ctx) error {
	var in registration
	if err := c.BodyParser(&in); err != nil {
		return err
	}
	// ok: go-nosql-injection-value
	s.users.FindOne(c.Context(), bson.M{"name": in.Name})
	return nil
}

var evil = regexp2.MustCompile(`^(\d+)*x$`, 0)

func Shape(text string) bool {
	// ruleid: go-regex-dos
	ok, _ := evil.MatchString(text)
	return ok
}
