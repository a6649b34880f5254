"""What every page shares: transactions, errors, headers, forms, filters, paging, navigation."""
