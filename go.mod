module thrice

go 1.26
