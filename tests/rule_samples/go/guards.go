package samples

import (
	"math/rand"
	crand "crypto/rand"
	text "text/template"
)

var receipt = text.Must(text.New("receipt").Parse(`<p>{{.}}</p>`))

func newPassword() []byte {
	raw := make([]byte, 16)
	// ok: go-weak-random
	crand.Read(raw)
	// ruleid: go-weak-random
	rand.Read(raw)
	return raw
}

func origins() {
	// ruleid: go-cors-wildcard-with-credentials
	_ = cors.Config{AllowCredentials: true, AllowOriginFunc: func(o string) bool { return o != "" }}
	// ok: go-cors-wildcard-with-credentials
	_ = cors.Config{AllowCredentials: true, AllowOriginFunc: func(o string) bool { return o == "https://shop.example" }}
}

func allowed(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	switch origin {
	case "https://a.example", "https://b.example":
		// ok: go-cors-wildcard-with-credentials
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
	}
}

func forms(app http.Handler) {
	handler := nosurf.New(app)
	// ruleid: go-csrf-off
	handler.ExemptFunc(func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/settings/") })
	// ruleid: go-csrf-off
	handler.ExemptGlob("/orders/*")
	// ok: go-csrf-off
	handler.ExemptPath("/webhooks/payment")
	_ = middleware.CSRFConfig{
		// ruleid: go-csrf-off
		Skipper: func(c echo.Context) bool { return c.QueryParam("plain") != "" },
	}
	_ = middleware.CSRFConfig{
		// ok: go-csrf-off
		Skipper: func(c echo.Context) bool { return c.Path() == "/status" },
	}
}

func invite(mail string) {
	token := newInviteToken()
	// ruleid: go-log-of-secret-made
	log.Printf("invited %s with %s", mail, token)
	// ok: go-log-of-secret-made
	log.Printf("invited %s, %d characters", mail, len(token))
	code := freshPassword(12)
	// ruleid: go-log-of-secret-made
	slog.Info("first login", "code", code)
	next := lexer.NextToken()
	// ok: go-log-of-secret-made
	log.Printf("unexpected %v", next)
}

func (s *Store) Count(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("of")
	for _, table := range tables {
		if table == name {
			found = true
		}
	}
	// ok: go-sql-injection
	s.db.QueryRow("SELECT count(*) FROM " + name)
	city := r.FormValue("city")
	// ruleid: go-sql-injection
	s.db.QueryRow("SELECT count(*) FROM shops WHERE city = '" + city + "'")
}

func (s *Store) Towns(ctx context.Context, land string) ([]string, error) {
	var out []string
	var b strings.Builder
	b.WriteString("SELECT name FROM towns")
	fmt.Fprintf(&b, " WHERE land = '%s'", land)
	// ruleid: go-sql-injection
	err := s.db.SelectContext(ctx, &out, b.String())
	return out, err
}

func slip(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-xss
	receipt.Execute(w, map[string]string{"Name": r.FormValue("name")})
	n, err := countOrders(r.FormValue("name"))
	// ok: go-xss
	fmt.Fprintln(w, n)
}

func rates(w http.ResponseWriter, r *http.Request) {
	u := url.URL{Scheme: "https", Host: "rates.example"}
	u.RawQuery = url.Values{"of": {r.FormValue("of")}}.Encode()
	// ok: go-ssrf
	http.Get(u.String())
	target := r.FormValue("back")
	if !strings.HasPrefix(target, "/") {
		target = "/"
	}
	// ruleid: go-open-redirect
	http.Redirect(w, r, target, http.StatusFound)
}

func sites(w http.ResponseWriter, r *http.Request) {
	// ok: go-path-traversal
	http.ServeFile(w, r, "/srv/www/"+r.URL.Path)
	// ruleid: go-path-traversal
	http.ServeFile(w, r, "/srv/www/"+r.FormValue("page"))
}

func (s *Store) Names() ([]string, error) {
	// ruleid: go-bug-rows-left-open
	rows, err := s.db.Query("SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
	}
	rows.Close()
	return names, nil
}

func (s *Store) Ids(ctx context.Context) error {
	// ruleid: go-bug-rows-left-open
	found, err := s.db.QueryContext(ctx, "SELECT id FROM users")
	for found.Next() {
		var id int
		if found.Scan(&id) != nil {
			return errBroken
		}
		ids = append(ids, id)
	}
	found.Close()
	return nil
}

func (s *Store) Mails() error {
	// ok: go-bug-rows-left-open
	rows, err := s.db.Query("SELECT mail FROM users")
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&mail); err != nil {
			return err
		}
	}
	rows.Close()
	return nil
}

func (s *Store) Lands() error {
	// ok: go-bug-rows-left-open
	rows, err := s.db.Query("SELECT land FROM users")
	for rows.Next() {
		if err := rows.Scan(&land); err != nil {
			rows.Close()
			return err
		}
	}
	rows.Close()
	return nil
}

func collect(urls []string) []string {
	var bodies []string
	for _, u := range urls {
		go func(u string) {
			defer wg.Done()
			// ruleid: go-bug-append-in-goroutine
			bodies = append(bodies, fetch(u))
		}(u)
	}
	for i := 0; i < 4; i++ {
		go func() {
			if err := work(); err != nil {
				// ruleid: go-bug-append-in-goroutine
				failures = append(failures, err)
			}
		}()
	}
	for _, u := range urls {
		go func(u string) {
			mu.Lock()
			defer mu.Unlock()
			// ok: go-bug-append-in-goroutine
			bodies = append(bodies, fetch(u))
		}(u)
	}
	for _, u := range urls {
		go func(u string) {
			var parts []string
			// ok: go-bug-append-in-goroutine
			parts = append(parts, u)
			send(parts)
		}(u)
	}
	return bodies
}

func counts(words []string) map[string]int {
	var seen map[string]int
	for _, w := range words {
		// ruleid: go-bug-nil-map
		seen[w]++
	}
	return seen
}

func sh(ctx context.Context, line string) error {
	args := []string{"-c", line}
	// ruleid: go-shell-injection-line
	return exec.CommandContext(ctx, "/bin/bash", args...).Run()
}

func du(folder string) error {
	// ok: go-shell-injection-line
	exec.Command("sh", "-c", "du -s /srv")
	// ok: go-shell-injection-line
	return exec.Command("du", "-s", folder).Run()
}

func search(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-regex-dos-from-request
	re, err := regexp2.Compile("^"+r.FormValue("like")+"$", regexp2.None)
	// ok: go-regex-dos-from-request
	re, err = regexp2.Compile("^"+regexp2.Escape(r.FormValue("like"))+"$", regexp2.None)
	// ok: go-regex-dos-from-request
	plain, err := regexp.Compile(r.FormValue("like"))
}

func raw(conn net.Conn, r *http.Request) {
	// ruleid: go-header-injection
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nX-Name: %s\r\n\r\n", r.FormValue("name"))
	// ok: go-header-injection
	fmt.Fprintf(conn, "name: %s\n", r.FormValue("name"))
}

func card(title string) (*pongo2.Template, error) {
	// ruleid: go-template-injection
	return pongo2.FromString(title + ", {{ name }}")
}

func unpackAll(zr *zip.Reader, folder string) {
	for _, f := range zr.File {
		// ruleid: go-zip-slip
		extractFile(f, folder+"/"+f.Name)
		if !filepath.IsLocal(f.Name) {
			continue
		}
		// ok: go-zip-slip
		extractFile(f, folder+"/"+f.Name)
	}
}

func badge(name string) string {
	// ruleid: go-xss-built
	return "<span class=\"badge\">" + name + "</span>"
}

func item(label, href string) string {
	// ruleid: go-xss-built
	return fmt.Sprintf("<li><a href='%s'>%s</a></li>", href, label)
}

func title(text string) string {
	text = html.EscapeString(text)
	// ok: go-xss-built
	return "<h1>" + text + "</h1>"
}

func placeholder(name string) string {
	// ok: go-xss-built
	return "<" + name + ">"
}

func (s *Store) Like(ctx context.Context, name string) error {
	var b strings.Builder
	if name != "" {
		fmt.Fprintf(&b, "SELECT id FROM towns WHERE name LIKE '%%%s%%'", name)
	}
	// ruleid: go-sql-injection
	return s.x.SelectContext(ctx, &out, b.String())
}
