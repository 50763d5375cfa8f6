require "erb"
require "net/smtp"

module TextHelper
  NEXT = %w[/home /help].freeze

  def bio(user)
    # ruleid: ruby-xss-stored
    raw("<p>#{user.bio}</p>")
  end

  def comment(comment)
    # ruleid: ruby-xss-stored
    comment.body.html_safe
  end

  def escaped(user)
    # ok: ruby-xss-stored
    raw("<p>#{h(user.bio)}</p>")
    # ok: ruby-xss-stored
    sanitize(user.bio).html_safe
  end

  def heading(title)
    # ruleid: ruby-xss-parameter
    "<h2>#{title}</h2>".html_safe
  end

  def marked(term)
    # ruleid: ruby-xss-parameter
    raw("<mark>#{term}</mark>")
  end

  def framed(title)
    # ok: ruby-xss-parameter
    "<h2>#{h(title)}</h2>".html_safe
    # ok: ruby-xss-parameter
    content_tag(:h2, "#{title}!")
  end

  def home(user)
    # ruleid: ruby-xss-link
    link_to "Home page", user.homepage
    # ruleid: ruby-xss-link
    link_to user.name, user.website, class: "site"
    # ok: ruby-xss-link
    link_to "Profile", user_path(user)
    # ok: ruby-xss-link
    link_to "Imprint", Settings.imprint
  end

  def letter(user)
    # ruleid: ruby-template-injection-built
    ERB.new("Hello #{user.first_name}, <%= today %>").result(binding)
    # ruleid: ruby-template-injection-built
    ERB.new("<h1>#{@page.title}</h1>", trim_mode: "-")
    # ok: ruby-template-injection-built
    ERB.new("Hello <%= user.first_name %>").result(binding)
    # ok: ruby-template-injection-built
    ERB.new("#{HEADER}<%= today %>")
  end

  def mail_of(to, subject)
    # ruleid: ruby-header-injection-mail
    "From: shop@example.org\nSubject: #{subject}\n\nHello"
  end

  def contact
    # ruleid: ruby-header-injection-mail
    text = "Reply-To: #{params[:mail]}\n\n#{params[:text]}"
    # ok: ruby-header-injection-mail
    text = "Reply-To: #{params[:mail].delete("\r\n")}\n\n#{params[:text]}"
    # ok: ruby-header-injection-mail
    text = "Subject: Order\n\n#{params[:text]}"
    text
  end

  def leave(target)
    # ruleid: ruby-open-redirect-parameter
    redirect_to(target, allow_other_host: true)
  end

  def away(target, status)
    # ruleid: ruby-open-redirect-parameter
    redirect_to target.presence || root_url, status: status, allow_other_host: true
  end

  def stay(target)
    # ok: ruby-open-redirect-parameter
    redirect_to(target)
    # ok: ruby-open-redirect-parameter
    redirect_to("https://shop.example.com/", allow_other_host: true)
  end
end

class Names
  # ruleid: ruby-bug-format-of-line
  validates :slug, format: { with: /^[a-z-]+$/, multiline: true }
  # ruleid: ruby-bug-format-of-line
  validates :code, :format => { :with => /^\d+$/ }
  # ok: ruby-bug-format-of-line
  validates :name, format: { with: /\A[a-z]+\z/ }
  # ok: ruby-bug-format-of-line
  validates :word, format: { with: /[a-z]/ }

  # ruleid: ruby-regex-dos-nested
  WORDS = /\A(\w+\s?)*\z/
  # ruleid: ruby-regex-dos-nested
  HOST = /^([a-z0-9]+[.-]?)+$/
  # ok: ruby-regex-dos-nested
  LABELS = /\A[a-z]+(\.[a-z]+)*\z/
  # ok: ruby-regex-dos-nested
  NUMBERS = /\A(\d{1,3}\.){3}\d{1,3}\z/

  # ruleid: ruby-sql-injection-parameter
  scope :older, ->(age) { where("age > #{age}") }

  def self.named(db, name)
    sql = "SELECT * FROM people WHERE id = #{name}"
    # ruleid: ruby-sql-injection-parameter
    db.query(sql)
    # ok: ruby-sql-injection-parameter
    db.query("SELECT * FROM people WHERE id = #{name.to_i}")
  end

  def self.known(db, name)
    raise ArgumentError unless name.match?(/\A[a-z]+\z/)
    # ok: ruby-sql-injection-parameter
    db.query("SELECT * FROM people WHERE name = #{name}")
  end

  def import(db, line)
    code, name = line.split(";")
    # ruleid: ruby-sql-injection-quoted, ruby-sql-injection-parameter
    db.exec("UPDATE articles SET name = '#{name}'")
    # ruleid: ruby-sql-injection-quoted, ruby-sql-injection-parameter
    where("tags @> '{#{code}}'")
    # ok: ruby-sql-injection-quoted
    db.exec("UPDATE articles SET name = '#{db.escape(name)}'")
    # ok: ruby-sql-injection-quoted
    db.exec("UPDATE articles SET name = '#{Integer(name)}'")
  end

  def cheap(price)
    # ruleid: ruby-nosql-injection-script
    where("$where" => "this.price < #{price}")
    # ruleid: ruby-nosql-injection-script
    Product.where("$where" => "this.price < #{price} && this.open")
    # ok: ruby-nosql-injection-script
    where("$where" => "this.price < #{price.to_i}")
    # ok: ruby-nosql-injection-script
    where("$where" => "this.price < 5")
  end

  def pack(folder, *parts)
    # ruleid: ruby-shell-injection-parameter
    `tar czf /tmp/x.tgz #{folder}`
    # ruleid: ruby-shell-injection-parameter
    IO.popen(parts.join(" "), &:read)
    # ok: ruby-shell-injection-parameter
    system("tar", "czf", "/tmp/x.tgz", folder)
    # ok: ruby-shell-injection-parameter
    system("tar czf /tmp/x.tgz #{Shellwords.escape(folder)}")
  end

  def press(name)
    raise ArgumentError, name unless name.match?(/\A[a-z0-9_]+\z/)
    # ok: ruby-shell-injection-parameter
    `gzip /srv/#{name}.csv`
  end
end

class Slips
  def run
    work
  # ruleid: ruby-bug-rescue-exception
  rescue Exception => e
    logger.warn(e.message)
  end

  def job
    work
  # ruleid: ruby-bug-rescue-exception
  rescue Exception
    retry_later
  end

  def careful
    work
  # ok: ruby-bug-rescue-exception
  rescue Exception
    rollback
    raise
  end

  def narrow
    work
  # ok: ruby-bug-rescue-exception
  rescue StandardError => e
    logger.warn(e.message)
  end

  def total(prices, cost)
    sum = 0
    # ruleid: ruby-bug-sign-for-operator
    prices.each { |p| sum =+ p }
    # ruleid: ruby-bug-sign-for-operator
    sum =- cost
    # ok: ruby-bug-sign-for-operator
    sum += cost
    # ok: ruby-bug-sign-for-operator
    sum = -cost
    sum
  end

  def empty?(values)
    # ruleid: ruby-bug-never-same
    return true if values.equal?([])
    # ruleid: ruby-bug-never-same
    return true if values.equal?("")
    # ok: ruby-bug-never-same
    return true if values == []
    # ok: ruby-bug-never-same
    values.equal?(EMPTY)
  end

  def clean(names, old)
    names.each do |name|
      # ruleid: ruby-bug-list-changed-in-loop
      names.delete(name) if name.empty?
    end
    @jobs.each do |job|
      # ruleid: ruby-bug-list-changed-in-loop
      @jobs.delete_at(0) if job.done?
    end
    names.each do |name|
      # ok: ruby-bug-list-changed-in-loop
      old.delete(name)
    end
    # ok: ruby-bug-list-changed-in-loop
    names.reject!(&:empty?)
  end

  def tail(path)
    file = File.open(path)
    # ruleid: ruby-bug-left-open
    return nil if file.eof?
    text = file.read
    file.close
    text
  end

  def first(path)
    input = File.open(path)
    # ruleid: ruby-bug-left-open
    return if input.size.zero?
    line = input.gets
    input.close
    line
  end

  def head(path)
    # ok: ruby-bug-left-open
    return nil if path.empty?
    file = File.open(path)
    text = file.read
    file.close
    text
  end

  def whole(path)
    File.open(path) do |file|
      # ok: ruby-bug-left-open
      return nil if file.eof?
      file.read
    end
  end
end
