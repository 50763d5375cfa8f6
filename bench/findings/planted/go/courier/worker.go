package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
	"github.com/dlclark/regexp2"
	"github.com/dop251/goja"
	"github.com/go-ldap/ldap/v3"
	"github.com/lestrrat-go/libxml2/parser"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
)

type job struct {
	Kind   string            `json:"kind"`
	Text   string            `json:"text"`
	Target string            `json:"target"`
	Fields map[string]string `json:"fields"`
}

type worker struct {
	parcels   *mongo.Collection
	directory *ldap.Conn
	manifest  *xmlquery.Node
}

var (
	slip    = template.Must(template.New("slip").Parse("To {{.name}}, {{.street}}\n"))
	address = regexp2.MustCompile(`^(\w+\s?)*,\s\d+$`, 0)
	postal  = regexp.MustCompile(`^([0-9]+-?)+$`)
)

func (w *worker) handle(ctx context.Context, j job) (string, error) {
	var out strings.Builder
	switch j.Kind {
	case "letter":
		text, err := template.New("letter").Parse(j.Text)
		if err != nil {
			return "", err
		}
		err = text.Execute(&out, w)
		return out.String(), err
	case "slip":
		err := slip.Execute(&out, j.Fields)
		return out.String(), err
	case "tariff":
		result, err := goja.New().RunString(j.Text)
		if err != nil {
			return "", err
		}
		return result.String(), nil
	case "discount":
		vm := goja.New()
		if err := vm.Set("cents", len(j.Text)); err != nil {
			return "", err
		}
		result, err := vm.RunString("Math.round(cents * 0.9)")
		if err != nil {
			return "", err
		}
		return result.String(), nil
	case "ping":
		return ping(ctx, j.Target)
	case "trace":
		return trace(ctx, j.Target)
	case "street":
		ok, err := address.MatchString(j.Text)
		return fmt.Sprint(ok), err
	case "postal":
		return fmt.Sprint(postal.MatchString(j.Text)), nil
	}
	return w.lookup(ctx, j)
}

func (w *worker) lookup(ctx context.Context, j job) (string, error) {
	switch j.Kind {
	case "count":
		where := bson.M{"$where": "this.city == '" + j.Target + "'"}
		n, err := w.parcels.CountDocuments(ctx, where)
		return fmt.Sprint(n), err
	case "purge":
		n, err := w.parcels.DeleteMany(ctx, bson.D{{Key: "city", Value: j.Target}})
		return fmt.Sprint(n), err
	case "driver":
		filter := fmt.Sprintf("(&(objectClass=driver)(cn=%s))", j.Target)
		request := ldap.NewSearchRequest("dc=example", ldap.ScopeWholeSubtree, 0, 10, 5, false, filter, nil, nil)
		found, err := w.directory.Search(request)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(len(found.Entries)), nil
	case "depot":
		filter := "(l=" + ldap.EscapeFilter(j.Target) + ")"
		request := ldap.NewSearchRequest("dc=example", ldap.ScopeWholeSubtree, 0, 10, 5, false, filter, nil, nil)
		found, err := w.directory.Search(request)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(len(found.Entries)), nil
	case "stop":
		node := xmlquery.FindOne(w.manifest, "//stop[@id='"+j.Target+"']/street")
		if node == nil {
			return "", nil
		}
		return node.InnerText(), nil
	case "stops":
		all := xmlquery.QuerySelectorAll(w.manifest, xpath.MustCompile("//stop"))
		for _, node := range all {
			if node.SelectAttr("id") == j.Target {
				return node.InnerText(), nil
			}
		}
		return "", nil
	case "waybill":
		document, err := parser.New(parser.XMLParseNoEnt, parser.XMLParseDTDLoad).ParseString(j.Text)
		if err != nil {
			return "", err
		}
		defer document.Free()
		return document.String(), nil
	case "receipt":
		document, err := xmlquery.Parse(strings.NewReader(j.Text))
		if err != nil {
			return "", err
		}
		return document.InnerText(), nil
	}
	return "", errors.New("unknown kind")
}
