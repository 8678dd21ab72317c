using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine's contract of lives and ends.</summary>
[Collection(nameof(Alone))]
public sealed class LifeTests : LifeContract
{
    protected override ICoreEngine Engine => Shared.Engine;

    protected override ICoreEngine CreateEngine() => Shared.Create();
}
