package misc

import (
	"bytes"
	"encoding/gob"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"plugin"
	"regexp"

	"github.com/antchfx/xmlquery"
	"github.com/go-ldap/ldap/v3"
	"github.com/robertkrimen/otto"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

func Ldap(l *ldap.Conn, w http.ResponseWriter, r *http.Request) {
	user := r.FormValue("user")
	req := ldap.NewSearchRequest("dc=x", ldap.ScopeWholeSubtree, 0, 0, 0, false,
		// ruleid: go-ldap-injection
		fmt.Sprintf("(&(objectClass=person)(uid=%s))", user), []string{"dn"}, nil)
	l.Search(req)
}

func Ldap2(l *ldap.Conn, user string) {
	filter := "(uid=" + user + ")"
	// ruleid: go-ldap-injection-built
	req := ldap.NewSearchRequest("dc=x", 2, 0, 0, 0, false, filter, nil, nil)
	l.Search(req)
}

func Mongo(c *mongo.Collection, w http.ResponseWriter, r *http.Request) {
	var filter bson.M
	if err := json.NewDecoder(r.Body).Decode(&filter); err != nil {
		return
	}
	// ruleid: go-nosql-injection
	cur, err := c.Find(r.Context(), filter)
	_ = cur
	_ = err
}

func Mongo2(c *mongo.Collection, w http.ResponseWriter, r *http.Request) {
	// ruleid: go-nosql-injection
	c.Find(r.Context(), bson.M{"$where": "this.name == '" + r.FormValue("n") + "'"})
}

func Mongo3(coll *mongo.Collection, c *gin.Context) {
	var q map[string]interface{}
	c.BindJSON(&q)
	// ruleid: go-nosql-injection
	coll.DeleteMany(c, q)
}

func XPath(doc *xmlquery.Node, w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("n")
	// ruleid: go-xpath-injection
	n := xmlquery.FindOne(doc, "//user[name='"+name+"']")
	_ = n
}

func XPath2(doc *xmlquery.Node, name string) {
	expr := fmt.Sprintf("//user[@id='%s']/role", name)
	// ruleid: go-xpath-injection-built
	list, err := xmlquery.QueryAll(doc, expr)
	_ = list
	_ = err
}

func Eval(w http.ResponseWriter, r *http.Request) {
	vm := otto.New()
	// ruleid: go-code-injection
	vm.Run(r.FormValue("code"))
}

func Plug(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-code-injection
	p, err := plugin.Open("/plugins/" + r.FormValue("name"))
	_ = p
	_ = err
}

func Expr(c *gin.Context) {
	// ruleid: go-code-injection
	prog, err := expr.Compile(c.Query("rule"))
	_ = prog
	_ = err
	i := interp.New(interp.Options{})
	// ruleid: go-code-injection
	i.Eval(c.PostForm("src"))
	L := lua.NewState()
	// ruleid: go-code-injection
	L.DoString(c.PostForm("src"))
}

func Gob(w http.ResponseWriter, r *http.Request) {
	var v any
	// ruleid: go-unsafe-deserialisation
	gob.NewDecoder(r.Body).Decode(&v)
}

func XmlStrict(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-xxe
	p := parser.New(parser.XMLParseNoEnt)
	d, _ := p.ParseReader(r.Body)
	_ = d
}

func Yaml(r *http.Request) {
	// ruleid: go-regex-dos-from-request
	re := regexp2.MustCompile(r.FormValue("re"), 0)
	re.MatchString("x")
	// ruleid: go-regex-dos
	email := regexp2.MustCompile(`^(([a-z])+.)+[A-Z]([a-z])+$`, 0)
	_ = email
}

func OkLdap(l *ldap.Conn, user string) {
	filter := fmt.Sprintf("(uid=%s)", ldap.EscapeFilter(user))
	// ok: go-ldap-injection
	l.Search(ldap.NewSearchRequest("dc=x", 2, 0, 0, 0, false, filter, nil, nil))
	// ok: go-ldap-injection
	l.Search(ldap.NewSearchRequest("dc=x", 2, 0, 0, 0, false, "(objectClass=*)", nil, nil))
}

func OkMongo(c *mongo.Collection, w http.ResponseWriter, r *http.Request) {
	// ok: go-nosql-injection
	c.Find(r.Context(), bson.M{"name": r.FormValue("n")})
	var in struct{ Name string }
	json.NewDecoder(r.Body).Decode(&in)
	// ok: go-nosql-injection
	c.Find(r.Context(), bson.M{"name": in.Name})
	id, err := primitive.ObjectIDFromHex(r.FormValue("id"))
	if err != nil {
		return
	}
	// ok: go-nosql-injection
	c.FindOne(r.Context(), bson.M{"_id": id})
}

func OkRe(r *http.Request) {
	re, err := regexp.Compile(r.FormValue("re"))
	_ = re
	_ = err
	regexp.MustCompile(`^(a+)+$`)
}

func OkEval() {
	vm := otto.New()
	// ok: go-code-injection
	vm.Run(`1 + 1`)
	// ok: go-code-injection
	vm.Set("x", r.FormValue("x"))
}

func OkGob(path string) {
	// ruleid: go-bug-ignored-error, go-bug-not-closed
	f, _ := os.Open(path)
	var c Cache
	// ok: go-unsafe-deserialisation
	gob.NewDecoder(f).Decode(&c)
}

func byState(db *sql.DB, state string, tableName string) {
	// ruleid: go-sql-injection-built
	db.Query("SELECT * FROM orders WHERE state = " + state)
	// ruleid: go-sql-injection-built
	db.Exec(fmt.Sprintf("DELETE FROM orders WHERE state = %s", state))
	// ok: go-sql-injection-built
	db.Query("SELECT * FROM orders WHERE state = $1", state)
	// ok: go-sql-injection-built
	db.Query("SELECT count(*) FROM " + tableName)
}

func fixed(document *xmlquery.Node, name string) {
	// ok: go-xpath-injection-built
	xmlquery.Find(document, "//order")
	// ok: go-xpath-injection-built
	xmlquery.FindOne(document, "//customer")
	// ok: go-shell-injection-built
	exec.Command("sh", "-c", "make all")
	// ok: go-shell-injection-built
	exec.Command("make", name)
	// ok: go-ldap-injection-built
	ldap.NewSearchRequest("dc=shop", 2, 0, 0, 0, false, "(uid=shop)", nil, nil)
	// ok: go-ldap-injection-built
	ldap.NewSearchRequest("dc=shop", 2, 0, 0, 0, false, "(uid="+ldap.EscapeFilter(name)+")", nil, nil)
}
