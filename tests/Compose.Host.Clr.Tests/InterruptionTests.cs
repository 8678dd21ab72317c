using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests;

/// <summary>The engine's interruption and fuel contract.</summary>
public sealed class InterruptionTests : InterruptionContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
