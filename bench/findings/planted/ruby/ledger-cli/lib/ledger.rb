#!/usr/bin/env ruby
# frozen_string_literal: true

require "optparse"
require "csv"
require "mysql2"
require "net/smtp"
require "logger"

module Ledger
  LOG = Logger.new($stderr)

  class Store
    def initialize(url)
      password = ENV.fetch("LEDGER_DB_PASSWORD")
      LOG.debug("connecting to #{url} as ledger/#{password}")
      @client = Mysql2::Client.new(host: url, username: "ledger", password: password)
    end

    def entries(account)
      @client.query("SELECT * FROM entry WHERE account = '#{@client.escape(account)}'").to_a
    end

    def balance(account, as_of)
      statement = @client.prepare("SELECT SUM(amount) AS s FROM entry WHERE account = ? AND booked <= ?")
      statement.execute(account, as_of).first["s"]
    end

    def export(table, path)
      rows = @client.query("SELECT * FROM #{table}", as: :array)
      CSV.open(path, "w") { |csv| rows.each { |row| csv << row } }
    end
  end

  class Mailer
    def initialize(server)
      @server = server
    end

    def send_statement(to, subject, text)
      message = "From: ledger@example.com\r\nTo: #{to}\r\nSubject: #{subject}\r\n\r\n#{text}"
      Net::SMTP.start(@server) { |smtp| smtp.send_message(message, "ledger@example.com", to) }
    end

    def send_notice(account)
      name = account.gsub(/[\r\n]/, " ")
      message = "From: ledger@example.com\r\nTo: owner@example.com\r\nSubject: Notice #{name}\r\n\r\n-"
      Net::SMTP.start(@server) { |smtp| smtp.send_message(message, "ledger@example.com", "owner@example.com") }
    end
  end

  def self.totals(rows, seen = {})
    rows.each { |row| seen[row["account"]] = seen.fetch(row["account"], 0) + row["amount"] }
    seen
  end

  def self.buckets(rows)
    groups = Hash.new([])
    rows.each { |row| groups[row["month"]] << row["amount"] }
    groups
  end

  def self.by_account(rows)
    groups = Hash.new { |hash, key| hash[key] = [] }
    rows.each { |row| groups[row["account"]] << row["amount"] }
    groups
  end

  def self.run(argv)
    options = { db: "localhost" }
    OptionParser.new do |opts|
      opts.on("--db HOST") { |v| options[:db] = v }
      opts.on("--table NAME") { |v| options[:table] = v }
      opts.on("--out FILE") { |v| options[:out] = v }
      opts.on("--subject TEXT") { |v| options[:subject] = v }
    end.parse!(argv)
    store = Store.new(options[:db])
    store.export(options[:table], options[:out]) if options[:table]
    return unless options[:subject]

    Mailer.new("smtp.example.com").send_statement("owner@example.com", options[:subject], "see attachment")
  end
end

Ledger.run(ARGV) if $PROGRAM_NAME == __FILE__
