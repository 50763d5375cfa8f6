package web

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"net/http"
	"net/http/httputil"
	"net/smtp"
	"net/url"
	"strings"
	ttemplate "text/template"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

func Fetch(w http.ResponseWriter, r *http.Request) {
	target := r.URL.Query().Get("url")
	// ruleid: go-ssrf
	resp, err := http.Get(target)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(w, resp.Body)
}

func Hook(c *gin.Context) {
	var in struct {
		Callback string `json:"callback"`
	}
	if err := c.ShouldBindJSON(&in); err != nil {
		return
	}
	// ruleid: go-ssrf
	req, err := http.NewRequestWithContext(c, http.MethodPost, in.Callback, nil)
	_ = err
	http.DefaultClient.Do(req)
}

func Preview(c echo.Context) error {
	client := &http.Client{}
	// ruleid: go-ssrf
	resp, err := client.Get("http://" + c.QueryParam("host") + "/preview")
	_ = resp
	return err
}

func Proxy(w http.ResponseWriter, r *http.Request) {
	u, err := url.Parse(r.Header.Get("X-Target"))
	if err != nil {
		return
	}
	// ruleid: go-ssrf
	p := httputil.NewSingleHostReverseProxy(u)
	p.ServeHTTP(w, r)
}

func Dial(c *fiber.Ctx) error {
	// ruleid: go-ssrf
	conn, err := net.DialTimeout("tcp", c.Query("addr"), time.Second)
	_ = conn
	return err
}

func Back(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	if next == "" {
		next = "/"
	}
	// ruleid: go-open-redirect
	http.Redirect(w, r, next, http.StatusFound)
}

func Back2(c *gin.Context) {
	// ruleid: go-open-redirect
	c.Redirect(302, c.Query("return_to"))
}

func Back3(c echo.Context) error {
	// ruleid: go-open-redirect
	return c.Redirect(http.StatusSeeOther, c.FormValue("next"))
}

func Back4(c *fiber.Ctx) error {
	// ruleid: go-open-redirect
	return c.Redirect(c.Query("u"))
}

func Back5(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-open-redirect
	w.Header().Set("Location", r.URL.Query().Get("to"))
	w.WriteHeader(302)
}

func Hello(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", name)
}

func Hello2(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	// ruleid: go-xss
	w.Write([]byte("<p>" + r.FormValue("q") + "</p>"))
}

func Hello3(c echo.Context) error {
	// ruleid: go-xss
	return c.HTML(200, "<b>"+c.QueryParam("q")+"</b>")
}

func Hello4(c *gin.Context) {
	// ruleid: go-xss
	c.Data(200, "text/html; charset=utf-8", []byte("<b>"+c.Query("q")+"</b>"))
}

func Hello5(w http.ResponseWriter, r *http.Request) {
	t := ttemplate.Must(ttemplate.New("p").Parse("<b>{{.}}</b>"))
	t.Execute(w, r.FormValue("q"))
}

func Hello6(w http.ResponseWriter, r *http.Request) {
	bio := r.FormValue("bio")
	// ruleid: go-xss
	tpl.Execute(w, map[string]any{"Bio": template.HTML(bio)})
}

func Hello7(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-xss
	io.WriteString(w, "<div>"+r.URL.Query().Get("m")+"</div>")
}

func Hello8(c *fiber.Ctx) error {
	c.Set("Content-Type", "text/html")
	// ruleid: go-xss
	return c.SendString("<h1>" + c.Params("name") + "</h1>")
}

func Ssti(w http.ResponseWriter, r *http.Request) {
	src := fmt.Sprintf("<h1>Hello %s</h1>", r.FormValue("name"))
	// ruleid: go-template-injection
	t, err := template.New("x").Parse(src)
	if err != nil {
		return
	}
	t.Execute(w, nil)
}

func Ssti2(c *gin.Context) {
	body := c.PostForm("tpl")
	// ruleid: go-template-injection
	t := ttemplate.Must(ttemplate.New("m").Parse(body))
	t.Execute(c.Writer, config)
}

func Head(w http.ResponseWriter, r *http.Request) {
	from := r.FormValue("from")
	msg := "From: " + from + "\r\nSubject: hi\r\n\r\nbody"
	// ruleid: go-header-injection
	smtp.SendMail("localhost:25", nil, "a@b", []string{"c@d"}, []byte(msg))
}

func Head2(w http.ResponseWriter, r *http.Request) {
	subj := r.FormValue("subject")
	msg := fmt.Sprintf("To: x@y\r\nSubject: %s\r\n\r\n%s", subj, "hey")
	// ruleid: go-header-injection
	smtp.SendMail("localhost:25", auth, "a@b", []string{"c@d"}, []byte(msg))
}

func Ok1(w http.ResponseWriter, r *http.Request) {
	u, err := url.Parse(r.FormValue("url"))
	if err != nil || u.Host != "api.example.com" {
		http.Error(w, "no", 400)
		return
	}
	// ok: go-ssrf
	http.Get(u.String())
}

func Ok2(w http.ResponseWriter, r *http.Request) {
	q := url.Values{}
	q.Set("q", r.FormValue("q"))
	// ok: go-ssrf
	http.Get("https://api.example.com/search?" + q.Encode())
	// ok: go-ssrf
	http.Get("https://api.example.com/users/" + url.PathEscape(r.FormValue("id")))
}

func Ok3(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("next")
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
		next = "/"
	}
	// ok: go-open-redirect
	http.Redirect(w, r, next, 302)
	// ok: go-open-redirect
	http.Redirect(w, r, "/items/"+r.FormValue("id"), 302)
}

func Ok4(w http.ResponseWriter, r *http.Request) {
	// ok: go-xss
	fmt.Fprintf(w, "<h1>%s</h1>", html.EscapeString(r.FormValue("n")))
	t := template.Must(template.New("p").Parse("<b>{{.}}</b>"))
	// ok: go-xss
	t.Execute(w, r.FormValue("q"))
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]string{"q": r.FormValue("q")})
}

func Ok5(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// ok: go-xss
	fmt.Fprintf(w, "hello %s", r.FormValue("n"))
}

func Ok6(c *gin.Context) {
	// ok: go-xss
	c.String(200, "hello %s", c.Query("n"))
	c.JSON(200, gin.H{"x": c.Query("n")})
	c.HTML(200, "x.tmpl", gin.H{"x": c.Query("n")})
	allowed := map[string]bool{"a.example.com": true}
	u, _ := url.Parse(c.Query("u"))
	if !allowed[u.Hostname()] {
		c.AbortWithStatus(400)
		return
	}
	// ok: go-open-redirect
	c.Redirect(302, u.String())
}

func Ok7(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.FormValue("n"))
	// ok: go-xss
	fmt.Fprintf(w, "<b>%d</b>", n)
	bio := policy.Sanitize(r.FormValue("bio"))
	// ok: go-xss
	tpl.Execute(w, template.HTML(bio))
	// ok: go-open-redirect
	http.Redirect(w, r, "https://"+r.Host+r.URL.Path, 301)
	// ok: go-open-redirect
	http.Redirect(w, r, r.URL.Path+"/", 301)
}

func Ok8(w http.ResponseWriter, r *http.Request) {
	from := strings.NewReplacer("\r", "", "\n", "").Replace(r.FormValue("from"))
	msg := "From: " + from + "\r\n\r\nx"
	// ok: go-header-injection
	smtp.SendMail("localhost:25", nil, "a@b", []string{"c@d"}, []byte(msg))
}

func canonical(w http.ResponseWriter, r *http.Request) {
	if p := tidy(r.URL.Path); p != r.URL.Path {
		own := *r.URL
		own.Path = p
		p = own.String()
		// ok: go-open-redirect
		w.Header().Set("Location", p)
		w.WriteHeader(http.StatusMovedPermanently)
	}
}

func cleaned(w http.ResponseWriter, r *http.Request) {
	// ok: go-open-redirect
	http.Redirect(w, r, cleanPath(r.URL.Path), http.StatusMovedPermanently)
}

func elsewhere(w http.ResponseWriter, r *http.Request) {
	own := *r.URL
	own.Host = r.FormValue("host")
	// ruleid: go-open-redirect
	http.Redirect(w, r, own.String(), http.StatusFound)
}
