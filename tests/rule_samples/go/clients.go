package sec

func Client() *http.Client {
	// ruleid: go-tls-verification-off
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	return &http.Client{Transport: tr}
}

func Client2() {
	cfg := tls.Config{ServerName: "x"}
	// ruleid: go-tls-verification-off
	cfg.InsecureSkipVerify = true
	// ruleid: go-tls-verification-off
	http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{
		InsecureSkipVerify: true,
	}
}

func Ssh() {
	// ruleid: go-tls-verification-off
	c := &ssh.ClientConfig{User: "x", HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	_ = c
	// ruleid: go-weak-crypto-cipher
	t := &tls.Config{MinVersion: tls.VersionTLS10}
	_ = t
}

func Ssh2() {
	// ruleid: go-tls-verification-off
	c := &ssh.ClientConfig{
		HostKeyCallback: func(h string, r net.Addr, k ssh.PublicKey) error { return nil },
	}
	_ = c
}

func Jwt(s string) {
	p := jwt.NewParser()
	// ruleid: go-jwt-not-verified
	tok, _, err := p.ParseUnverified(s, jwt.MapClaims{})
	_ = tok
	_ = err
}

func Jwt2(s string) {
	// ruleid: go-jwt-not-verified
	tok, _ := jwt.Parse(s, func(t *jwt.Token) (interface{}, error) {
		// ruleid: go-jwt-not-verified
		return jwt.UnsafeAllowNoneSignatureType, nil
	})
	claims := tok.Claims.(jwt.MapClaims)
	_ = claims
}

func Jwt3(s string) *Claims {
	// ruleid: go-jwt-not-verified
	tok, _ := jwt.ParseWithClaims(s, &Claims{}, keyFunc)
	return tok.Claims.(*Claims)
}

func Cookie(w http.ResponseWriter, tok string) {
	// ruleid: go-insecure-cookie
	http.SetCookie(w, &http.Cookie{Name: "session", Value: tok, Path: "/"})
}

func Cookie2(c *gin.Context, tok string) {
	// ruleid: go-insecure-cookie
	c.SetCookie("session_id", tok, 3600, "/", "", false, false)
}

func Cookie3(c echo.Context, tok string) {
	cookie := new(http.Cookie)
	cookie.Name = "auth_token"
	cookie.Value = tok
	// ruleid: go-insecure-cookie
	c.SetCookie(cookie)
}

func Cookie4(c *fiber.Ctx, tok string) {
	// ruleid: go-insecure-cookie
	c.Cookie(&fiber.Cookie{Name: "session", Value: tok, HTTPOnly: false})
}

func Cookie5() {
	// ruleid: go-insecure-cookie
	store.Options = &sessions.Options{Path: "/", MaxAge: 86400, HttpOnly: false}
}

func Csrf() {
	// ruleid: go-insecure-cookie
	csrf.Protect(k, csrf.Secure(false))
}

func Cors(r *gin.Engine) {
	// ruleid: go-cors-wildcard-with-credentials
	r.Use(cors.New(cors.Config{AllowAllOrigins: true, AllowCredentials: true}))
}

func Cors2(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cors-wildcard-with-credentials
	w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	w.Header().Set("Access-Control-Allow-Credentials", "true")
}

func Cors3() {
	c := cors.New(cors.Options{
		// ruleid: go-cors-wildcard-with-credentials-function
		AllowOriginFunc:  func(origin string) bool { return true },
		AllowCredentials: true,
	})
	_ = c
}

func Cors4(e *echo.Echo) {
	// ruleid: go-cors-wildcard-with-credentials
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins:     []string{"*"},
		AllowCredentials: true,
	}))
}

func Log(w http.ResponseWriter, r *http.Request) {
	user, password := r.FormValue("user"), r.FormValue("password")
	// ruleid: go-log-of-secret
	log.Printf("login %s with %s", user, password)
	// ruleid: go-log-of-secret-value
	logger.Info("token", zap.String("token", token))
	// ruleid: go-log-of-secret
	slog.Info("auth", "password", password)
	log.Println("auth header", r.Header.Get("Authorization"))
	// ruleid: go-log-of-secret
	logrus.WithField("password", req.Password).Info("signup")
	// ruleid: go-log-of-secret
	log.Printf("using api key %s", cfg.APIKey)
	fmt.Printf("DEBUG secret=%s\n", os.Getenv("AWS_SECRET_ACCESS_KEY"))
}

func lab(cfg *tls.Config, o options) {
	if o.Insecure {
		// ok: go-tls-verification-off
		cfg.InsecureSkipVerify = true
	}
	switch o.Name {
	case "tls_insecure_skip_verify":
		// ok: go-tls-verification-off
		cfg.InsecureSkipVerify = true
	}
	if o.Stage != "production" {
		// ruleid: go-tls-verification-off
		cfg.InsecureSkipVerify = true
	}
}
