# frozen_string_literal: true

require "grape"
require "sequel"
require "net/http"
require "resolv"
require "ipaddr"
require "cgi"
require "shellwords"

module Reporting
  DB = Sequel.connect(ENV.fetch("DATABASE_URL"))

  module Clauses
    module_function

    def equals(column, value)
      "#{column} = '#{value.delete(';')}'"
    end

    def between(column, from, to)
      Sequel.lit("? BETWEEN ? AND ?", Sequel.identifier(column), from, to)
    end
  end

  module Paths
    ROOT = "/srv/reports"

    module_function

    def locate(name)
      File.join(ROOT, name.sub("..", ""))
    end

    def locate_known(name)
      found = Dir.children(ROOT).find { |child| child == name }
      found && File.join(ROOT, found)
    end
  end

  class Fetcher
    PRIVATE = %w[10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 169.254.0.0/16].map { |net| IPAddr.new(net) }

    def allowed?(uri)
      !uri.host.start_with?("127.", "localhost")
    end

    def get(url)
      uri = URI.parse(url)
      return nil unless allowed?(uri)

      Net::HTTP.get(uri)
    end

    def get_from_partner(path)
      Net::HTTP.get(URI.join("https://data.example.org/", CGI.escape(path)))
    end
  end

  class API < Grape::API
    format :json

    helpers do
      def fetcher
        @fetcher ||= Fetcher.new
      end

      def page(title, body)
        "<html><title>#{CGI.escapeHTML(title)}</title><body>#{body}</body></html>"
      end

      def run_all(commands)
        commands.map { |command| yield(command) }
      end
    end

    get :sales do
      clauses = params.slice(:region, :shop).map { |column, value| Clauses.equals(column, value) }
      DB.fetch("SELECT day, total FROM sales WHERE #{clauses.join(' AND ')}").all
    end

    get :sales_between do
      DB[:sales].where(Clauses.between(:day, params[:from], params[:to])).all
    end

    get :file do
      content_type "text/plain"
      env["api.format"] = :binary
      File.read(Paths.locate(params[:name]))
    end

    get :known do
      path = Paths.locate_known(params[:name])
      error!("not found", 404) unless path
      env["api.format"] = :binary
      File.read(path)
    end

    post :mirror do
      { size: fetcher.get(params[:url]).to_s.bytesize }
    end

    get :summary do
      content_type "text/html"
      env["api.format"] = :binary
      page("Summary", "<p>#{params[:note]}</p>")
    end

    get :heading do
      content_type "text/html"
      env["api.format"] = :binary
      page(params[:title].to_s, "<p>fixed</p>")
    end

    post :convert do
      run_all(params[:files]) do |file|
        IO.popen("soffice --convert-to pdf --outdir /srv/reports #{file}", &:read)
      end
    end

    post :thumbs do
      run_all(params[:files]) do |file|
        IO.popen(["pdftoppm", "-png", "--", File.join("/srv/reports", File.basename(file))], &:read)
      end
    end
  end
end
