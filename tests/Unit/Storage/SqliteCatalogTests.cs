using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteCatalogTests() : CatalogContract(new SqliteHarness());
