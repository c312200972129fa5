"""Dead letters as something people can work with: ``make dead-letters`` lists, explains, redrives and drops them."""
