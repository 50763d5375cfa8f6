# frozen_string_literal: true

require "open-uri"
require "net/http"

class BillingController < ApplicationController
  skip_forgery_protection only: %i[update_card cancel]

  def update_card
    current_user.account.cards.create!(params.require(:card).permit(:token, :brand))
    redirect_to billing_path
  end

  def cancel
    current_user.account.cancel!
    redirect_to billing_path
  end

  def logo
    source = params[:logo_url]
    image = URI.open(source, read_timeout: 5).read
    current_user.account.logo.attach(io: StringIO.new(image), filename: "logo")
    head :ok
  end

  def vat
    country = params[:country].to_s[/\A[A-Z]{2}\z/] or return head(:bad_request)
    uri = URI("https://vat.example.com/rates/#{country}.json")
    render json: Net::HTTP.get(uri)
  end

  def statement
    month = params[:month].to_s
    return head(:bad_request) unless month =~ /^\d{4}-\d{2}$/

    pdf = `bin/render-statement --account #{current_user.account_id} --month #{month}`
    send_data pdf, type: "application/pdf", filename: "statement.pdf"
  end

  def receipt
    number = params[:number].to_s
    return head(:bad_request) unless number.match?(/\A\d{1,12}\z/)

    pdf = `bin/render-receipt #{number}`
    send_data pdf, type: "application/pdf", filename: "receipt-#{number}.pdf"
  end

  def discount
    formula = params[:formula]
    price = current_user.account.price
    render json: { price: eval(formula, binding) }
  end

  def plan
    klass = { "basic" => Plans::Basic, "team" => Plans::Team }.fetch(params[:plan]) { Plans::Basic }
    render json: klass.new.describe
  end

  def partner
    response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response.headers["Access-Control-Allow-Credentials"] = "true"
    render json: current_user.account.slice(:name, :balance)
  end
end
