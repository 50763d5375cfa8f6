package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"html"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/csrf"
	"github.com/rs/cors"

	"example.com/depot/handlers"
)

var page = template.Must(template.New("page").Parse(`<h1>{{.Title}}</h1><div>{{.Body}}</div>`))

var areas = map[string]string{"parts": "/parts", "files": "/files"}

func token() string {
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		panic(err)
	}
	return hex.EncodeToString(raw)
}

func login(w http.ResponseWriter, r *http.Request) {
	user, ok := verify(r.PostFormValue("name"), r.PostFormValue("password"))
	if !ok {
		log.Printf("sign-in from %s refused", r.RemoteAddr)
		http.Error(w, "name or password", http.StatusUnauthorized)
		return
	}
	value := token()
	remember(user, value)
	http.SetCookie(w, &http.Cookie{
		Name:   "session",
		Value:  value,
		Path:   "/",
		MaxAge: 3600,
	})
	http.Redirect(w, r, r.FormValue("next"), http.StatusSeeOther)
}

func device(w http.ResponseWriter, r *http.Request) {
	value := token()
	remember(current(r), value)
	http.SetCookie(w, &http.Cookie{
		Name:     "device",
		Value:    value,
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, areas[r.FormValue("area")]+"/", http.StatusSeeOther)
}

func welcome(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<p>Welcome, %s</p>", name)
}

func farewell(w http.ResponseWriter, r *http.Request) {
	name := html.EscapeString(r.URL.Query().Get("name"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<p>Goodbye, %s</p>", name)
}

func note(w http.ResponseWriter, r *http.Request) {
	body := template.HTML(r.PostFormValue("note"))
	if err := page.Execute(w, map[string]any{"Title": "Note", "Body": body}); err != nil {
		log.Print(err)
	}
}

func memo(w http.ResponseWriter, r *http.Request) {
	data := map[string]any{"Title": "Memo", "Body": r.PostFormValue("memo")}
	if err := page.Execute(w, data); err != nil {
		log.Print(err)
	}
}

func main() {
	key, err := hex.DecodeString(os.Getenv("DEPOT_CSRF_KEY"))
	if err != nil || len(key) != 32 {
		log.Fatal("DEPOT_CSRF_KEY must be 32 bytes in hexadecimal")
	}
	protect := csrf.Protect(key, csrf.Secure(true), csrf.SameSite(csrf.SameSiteStrictMode))

	router := chi.NewRouter()
	router.Use(cors.New(cors.Options{
		AllowOriginFunc:  func(origin string) bool { return origin != "" },
		AllowCredentials: true,
	}).Handler)
	router.Mount("/public", cors.AllowAll().Handler(http.FileServer(http.Dir("/srv/depot/public"))))
	router.With(protect).Post("/login", login)
	router.With(protect).Post("/device", device)
	router.Get("/welcome", welcome)
	router.Get("/farewell", farewell)
	router.Get("/manuals/*", handlers.Manual)
	router.With(protect).Post("/memo", memo)
	router.Post("/note", func(w http.ResponseWriter, r *http.Request) {
		protect(http.HandlerFunc(note)).ServeHTTP(w, csrf.UnsafeSkipCheck(r))
	})

	if extra, err := url.Parse(os.Getenv("DEPOT_MIRROR")); err == nil && extra.Host != "" {
		log.Printf("mirror is %s", extra.Redacted())
	}
	server := &http.Server{Addr: ":8080", Handler: router, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}
