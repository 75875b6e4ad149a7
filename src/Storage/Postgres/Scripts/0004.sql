-- Where the silos of the clusters in this database are reached. Orleans' membership table is Orleans' own affair.
CREATE TABLE silos (
    owner   text PRIMARY KEY,
    cluster text NOT NULL,
    gateway text NOT NULL
);
