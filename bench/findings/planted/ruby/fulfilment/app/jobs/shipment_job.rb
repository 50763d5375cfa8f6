# frozen_string_literal: true

require "yaml"
require "open3"
require "tempfile"

class ShipmentJob
  include Sidekiq::Job
  sidekiq_options queue: "shipments", retry: 5

  CARRIERS = { "dhl" => "dhl.example.com", "ups" => "ups.example.com" }.freeze

  def perform(payload)
    order = YAML.unsafe_load(payload)
    label = print_label(order["carrier"], order["number"])
    track(order["number"], label)
  end

  def perform_plain(payload)
    order = YAML.safe_load(payload, permitted_classes: [Date], aliases: false)
    quote(order["carrier"], order["weight"].to_f)
  end

  def print_label(carrier, number)
    out, status = Open3.capture2("labelctl print --carrier #{carrier} --no #{Integer(number)}")
    raise "label failed" unless status.success?

    out
  end

  def reprint(number, copies)
    out, status = Open3.capture2("labelctl", "reprint", "--copies", copies.to_i.to_s, "--", number.to_s)
    raise "label failed" unless status.success?

    out
  end

  def quote(carrier, weight)
    host = CARRIERS.fetch(carrier)
    uri = URI::HTTPS.build(host: host, path: "/quote", query: URI.encode_www_form(w: weight))
    Net::HTTP.get(uri)
  end

  def track(number, label)
    Shipment.create!(number: number, label: label)
  rescue StandardError
    nil
  end

  def close(number)
    Shipment.find_by!(number: number).close!
  rescue ActiveRecord::RecordNotFound => e
    logger.warn("shipment #{number} already gone: #{e.message}")
  end

  def notify(webhook_url, number)
    uri = URI.parse(webhook_url)
    response = Net::HTTP.post(uri, { number: number }.to_json, "Content-Type" => "application/json")
    response.is_a?(Net::HTTPSuccess)
  end

  def backoff(attempt)
    sleep((2**attempt) + rand * 0.5)
  end

  def manifest(numbers)
    file = File.open("/srv/manifests/#{Date.today}.csv", "a")
    numbers.each { |n| file.puts(n) }
    numbers.size
  end

  def archive(numbers)
    File.open("/srv/archive/#{Date.today}.csv", "a") do |file|
      numbers.each { |n| file.puts(n) }
    end
    numbers.size
  end
end
