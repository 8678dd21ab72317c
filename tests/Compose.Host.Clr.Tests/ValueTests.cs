using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests;

/// <summary>The engine's value contract.</summary>
public sealed class ValueTests : ValueContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
