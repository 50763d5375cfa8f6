# frozen_string_literal: true

require "net/http"
require "openssl"
require "jwt"
require "net/ldap"
require "nokogiri"
require "yaml"

class PartnerGateway
  HMAC_KEY = ENV.fetch("PARTNER_HMAC_KEY")

  def initialize(ldap, accounts)
    @ldap = ldap
    @accounts = accounts
  end

  def identify(bearer)
    claims, = JWT.decode(bearer, nil, false)
    User.find(claims["sub"])
  end

  def identify_strict(bearer)
    claims, = JWT.decode(bearer, HMAC_KEY, true, { algorithm: "HS256", verify_expiration: true })
    User.find(claims["sub"])
  end

  def push(path, payload)
    http = Net::HTTP.new("partner.example.com", 443)
    http.use_ssl = true
    http.verify_mode = OpenSSL::SSL::VERIFY_NONE
    http.post(path, payload.to_json, "Content-Type" => "application/json")
  end

  def pull(path)
    http = Net::HTTP.new("partner.example.com", 443)
    http.use_ssl = true
    http.verify_mode = OpenSSL::SSL::VERIFY_PEER
    http.ca_file = "/etc/ssl/certs/partner.pem"
    http.get(path).body
  end

  def encrypt(text, key)
    cipher = OpenSSL::Cipher.new("AES-128-ECB").encrypt
    cipher.key = key
    cipher.update(text) + cipher.final
  end

  def seal(text, key)
    cipher = OpenSSL::Cipher.new("aes-256-gcm").encrypt
    cipher.key = key
    iv = cipher.random_iv
    body = cipher.update(text) + cipher.final
    [iv, cipher.auth_tag, body].map { |part| [part].pack("m0") }.join(".")
  end

  def staff(params)
    name = params[:name]
    filter = Net::LDAP::Filter.construct("(&(objectClass=person)(cn=#{name}*))")
    @ldap.search(base: "ou=staff,dc=example,dc=com", filter: filter).to_a
  end

  def contractors(params)
    filter = Net::LDAP::Filter.eq("cn", Net::LDAP::Filter.escape(params[:name].to_s))
    @ldap.search(base: "ou=ext,dc=example,dc=com", filter: filter).to_a
  end

  def import_invoice(request)
    doc = Nokogiri::XML(request.body.read) { |config| config.noent.dtdload }
    doc.xpath("//line").map { |line| line["amount"].to_d }.sum
  end

  def import_rates(request)
    doc = Nokogiri::XML(request.body.read) { |config| config.strict.nonet }
    doc.xpath("//rate").to_h { |rate| [rate["currency"], rate.text.to_d] }
  end

  def line_item(doc, params)
    doc.at_xpath("//line[@sku='#{params[:sku]}']")
  end

  def line_by_number(doc, params)
    doc.at_xpath("//line[@no=$no]", nil, { "no" => params[:no].to_s })
  end

  def accounts_for(params)
    @accounts.find({ open: true, "$where" => "this.region == '#{params[:region]}'" }).to_a
  end

  def account(params)
    @accounts.find({ _id: BSON::ObjectId.from_string(params[:id].to_s) }).first
  end
end
