"""One method over many gemeenten: each measured apart, all compared with each other, each written apart."""
