package web

import (
	"encoding/gob"
	"fmt"
	"html"
	"html/template"
	"net/http"
)

func hello(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", name)
	// ruleid: go-xss
	w.Write([]byte("<p>" + name + "</p>"))
	// ok: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", html.EscapeString(name))
	// ruleid: go-xss
	page.Execute(w, map[string]any{"Bio": template.HTML(r.FormValue("bio"))})
	// ok: go-xss
	page.Execute(w, map[string]any{"Name": name})
}

func status(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	// ok: go-xss
	fmt.Fprintf(w, "no such user %s", r.FormValue("name"))
}

func preview(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-template-injection
	t, err := template.New("preview").Parse(r.FormValue("body"))
	// ruleid: go-template-injection
	t = template.Must(template.New("preview").Parse("<p>" + r.FormValue("body") + "</p>"))
	// ok: go-template-injection
	t, err = template.New("preview").Parse("<p>{{.}}</p>")
	// ok: go-template-injection
	t, err = template.New(r.FormValue("name")).Parse(pageText)
}

func script(c *fiber.Ctx) error {
	// ruleid: go-code-injection
	value, err := vm.RunString(c.Query("code"))
	// ok: go-code-injection
	value, err = vm.RunString("1 + 1")
	// ok: go-code-injection
	expr, err := govaluate.NewEvaluableExpression(c.FormValue("rule"))
	// ok: go-code-injection
	expr, err = govaluate.NewEvaluableExpression(cfg.Rule)
	return nil
}

func mail(w http.ResponseWriter, r *http.Request) {
	msg := "Subject: " + r.FormValue("subject") + "\r\n\r\nHello"
	// ruleid: go-header-injection
	smtp.SendMail(addr, auth, from, to, []byte(msg))
	// ok: go-header-injection
	smtp.SendMail(addr, auth, from, to, []byte("Subject: Hello\r\n\r\nHello"))
	// ruleid: go-header-injection
	w.Header().Set("Content-Disposition", "attachment; filename="+r.FormValue("name"))
	// ok: go-header-injection
	w.Header().Set("X-Request-Id", r.Header.Get("X-Request-Id"))
}

func findUser(w http.ResponseWriter, r *http.Request) {
	var filter bson.M
	json.NewDecoder(r.Body).Decode(&filter)
	// ruleid: go-nosql-injection
	users.FindOne(r.Context(), filter)
	// ruleid: go-nosql-injection
	users.Find(r.Context(), bson.M{"$where": "this.name == '" + r.FormValue("name") + "'"})
	// ok: go-nosql-injection
	users.FindOne(r.Context(), bson.M{"name": r.FormValue("name")})
	// ok: go-nosql-injection
	users.FindOne(r.Context(), bson.D{{"name", r.FormValue("name")}})
}

func restore(w http.ResponseWriter, r *http.Request) {
	var state State
	// ruleid: go-unsafe-deserialisation
	err := gob.NewDecoder(r.Body).Decode(&state)
	// ok: go-unsafe-deserialisation
	err = gob.NewDecoder(cacheFile).Decode(&state)
	body, _ := io.ReadAll(r.Body)
	// ok: go-unsafe-deserialisation
	// ruleid: go-bug-ignored-error
	yaml.Unmarshal(body, &state)
	var anything interface{}
	// ruleid: go-unsafe-deserialisation, go-bug-ignored-error
	yaml.Unmarshal(body, &anything)
}
