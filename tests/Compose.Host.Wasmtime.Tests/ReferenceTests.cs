using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine's reference contract.</summary>
public sealed class ReferenceTests : ReferenceContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
