from django.urls import path

from heimveg.tenancies.views import leasing, listing, months, paying, reckoning, renewing, rent

app_name = "tenancies"
urlpatterns = [
    path("tenancies/", listing.tenancies, name="list"),
    path("tenancies/<int:tenancy_id>/end/", listing.end, name="end"),
    path("rent/", rent.arrears, name="rent"),
    path("rent/payments/", paying.payments, name="payments"),
    path("rent/payments/files/<int:file_id>/", paying.payment_file, name="payment-file"),
    path("rent/payments/<int:payment_id>/place/", paying.place, name="place-payment"),
    path("rent/months/", months.months, name="rent-months"),
    path("rent/months/charge/", months.charge, name="charge-month"),
    path("rent/months/<str:month>/export/", months.basis, name="invoice-basis"),
    path("rent/regulation/", months.regulate, name="rent-regulation"),
    path("rent/regulation/tell/", months.tell, name="tell-regulation"),
    path("rent/entries/<int:entry_id>/correct/", rent.correct, name="correct-entry"),
    path("tenancies/<int:tenancy_id>/rent/", rent.account, name="rent-account"),
    path("tenancies/<int:tenancy_id>/leases/", leasing.draft, name="draft-lease"),
    path("tenancies/<int:tenancy_id>/notice/", leasing.give_notice, name="notice"),
    path("leases/<int:lease_id>/", leasing.lease, name="lease"),
    path("leases/<int:lease_id>/sign/", leasing.sign, name="sign-lease"),
    path("leases/<int:lease_id>/end/", leasing.end, name="end-lease"),
    path("leases/<int:lease_id>/paper/", leasing.paper, name="lease-paper"),
    path("allowance/", reckoning.housing_allowance, name="allowance"),
    path("start-loan/", reckoning.start_loan, name="loan"),
    path(
        "tenancies/<int:tenancy_id>/allowance/",
        reckoning.tenancy_allowance,
        name="tenancy-allowance",
    ),
    path("tenancies/<int:tenancy_id>/renewal/", renewing.open_review, name="open-renewal"),
    path("renewals/figures/", renewing.figures, name="renewal-figures"),
    path("renewals/<int:review_id>/", renewing.renewal, name="renewal"),
    path("renewals/<int:review_id>/reckoning/", renewing.reckon, name="reckon-renewal"),
]
