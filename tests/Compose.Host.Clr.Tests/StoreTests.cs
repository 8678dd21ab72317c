using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests;

/// <summary>The engine's store contract.</summary>
public sealed class StoreTests : StoreContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
