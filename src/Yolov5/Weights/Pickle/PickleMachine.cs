using System.Numerics;

namespace Yolov5.Weights.Pickle;

/// <summary>
/// Runs a pickle's stack machine, but where Python would import and call what the pickle names, this writes down the
/// name (<see cref="PickleObject"/>). Nothing is looked up, loaded or executed. Every step is paid from a budget and no
/// step recurses, so that the cost is bounded for any input.
/// </summary>
internal sealed class PickleMachine
{
    private readonly PickleInput _input;
    private readonly PickleCalls _calls;
    private readonly PickleBudget _budget;
    private readonly PickleStack _stack = new();
    private readonly PickleMemo _memo = new();

    public PickleMachine(byte[] pickle, PickleCalls calls, PickleBudget budget)
    {
        _input = new PickleInput(pickle);
        _calls = calls;
        _budget = budget;
    }

    /// <summary>The value that the pickle describes.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, beyond the budget, or of another protocol.</exception>
    public CheckpointValue Run()
    {
        while (true)
        {
            _budget.Instruction();
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return _stack.Pop();
            if (!RunScalar(opcode) && !RunContainer(opcode) && !RunMemo(opcode) && !RunObject(opcode))
                throw new InvalidDataException($"Byte {_input.Position - 1} of the pickle, 0x{(byte)opcode:X2}, is not an instruction of protocols 2 to 5 that a checkpoint needs.");
        }
    }

    private bool RunScalar(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                byte protocol = _input.ReadByte();
                if (protocol > 5)
                    throw new InvalidDataException($"The pickle has protocol {protocol}; 2 to 5 are supported.");
                break;
            case PickleOpcode.Frame:
                _ = _input.ReadUInt64();
                break;
            case PickleOpcode.None:
                _stack.Push(CheckpointValue.Null);
                break;
            case PickleOpcode.NewTrue:
                _stack.Push(true);
                break;
            case PickleOpcode.NewFalse:
                _stack.Push(false);
                break;
            case PickleOpcode.BinInt:
                _stack.Push((long)_input.ReadInt32());
                break;
            case PickleOpcode.BinInt1:
                _stack.Push((long)_input.ReadByte());
                break;
            case PickleOpcode.BinInt2:
                _stack.Push((long)_input.ReadUInt16());
                break;
            case PickleOpcode.Long1:
                _stack.Push(Integer(_input.ReadByte()));
                break;
            case PickleOpcode.Long4:
                _stack.Push(Integer(_input.ReadUInt32()));
                break;
            case PickleOpcode.BinFloat:
                _stack.Push(_input.ReadDouble());
                break;
            case PickleOpcode.BinUnicode:
                _stack.Push(_input.ReadUtf8(_input.ReadUInt32()));
                break;
            case PickleOpcode.ShortBinUnicode:
                _stack.Push(_input.ReadUtf8(_input.ReadByte()));
                break;
            case PickleOpcode.BinUnicode8:
                _stack.Push(_input.ReadUtf8(_input.ReadUInt64()));
                break;
            case PickleOpcode.BinString:
                _stack.Push(_input.ReadLatin1(_input.ReadUInt32()));
                break;
            case PickleOpcode.ShortBinString:
                _stack.Push(_input.ReadLatin1(_input.ReadByte()));
                break;
            case PickleOpcode.BinBytes:
                _stack.Push(Bytes(_input.ReadUInt32()));
                break;
            case PickleOpcode.ShortBinBytes:
                _stack.Push(Bytes(_input.ReadByte()));
                break;
            case PickleOpcode.BinBytes8:
            case PickleOpcode.ByteArray8:
                _stack.Push(Bytes(_input.ReadUInt64()));
                break;
            default:
                return false;
        }

        return true;
    }

    private bool RunContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _stack.Mark();
                break;
            case PickleOpcode.Pop:
                _stack.PopOrUnmark();
                break;
            case PickleOpcode.PopMark:
                _stack.PopToMark();
                break;
            case PickleOpcode.Dup:
                _stack.Push(_stack.Peek());
                break;
            case PickleOpcode.EmptyTuple:
                _stack.Push(new CheckpointList(tuple: true, []));
                break;
            case PickleOpcode.Tuple1:
                _stack.Push(new CheckpointList(tuple: true, _stack.Pop(1)));
                break;
            case PickleOpcode.Tuple2:
                _stack.Push(new CheckpointList(tuple: true, _stack.Pop(2)));
                break;
            case PickleOpcode.Tuple3:
                _stack.Push(new CheckpointList(tuple: true, _stack.Pop(3)));
                break;
            case PickleOpcode.Tuple:
                _stack.Push(new CheckpointList(tuple: true, _stack.PopToMark()));
                break;
            case PickleOpcode.EmptyList:
            case PickleOpcode.EmptySet:
                _stack.Push(new CheckpointList(tuple: false, []));
                break;
            case PickleOpcode.List:
            case PickleOpcode.FrozenSet:
                _stack.Push(new CheckpointList(tuple: false, _stack.PopToMark()));
                break;
            case PickleOpcode.Append:
                Append(_stack.Pop(1));
                break;
            case PickleOpcode.Appends:
            case PickleOpcode.AddItems:
                Append(_stack.PopToMark());
                break;
            case PickleOpcode.EmptyDict:
                _stack.Push(new CheckpointDictionary(ordered: false));
                break;
            case PickleOpcode.Dict:
                List<CheckpointValue> entries = _stack.PopToMark();
                _stack.Push(new CheckpointDictionary(ordered: false));
                SetItems(entries);
                break;
            case PickleOpcode.SetItem:
                SetItems(_stack.Pop(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(_stack.PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool RunMemo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut:
                _memo.Set(_input.ReadByte(), _stack.Peek());
                break;
            case PickleOpcode.LongBinPut:
                _memo.Set(_input.ReadUInt32(), _stack.Peek());
                break;
            case PickleOpcode.Memoize:
                _memo.Add(_stack.Peek());
                break;
            case PickleOpcode.BinGet:
                _stack.Push(_memo.Get(_input.ReadByte()));
                break;
            case PickleOpcode.LongBinGet:
                _stack.Push(_memo.Get(_input.ReadUInt32()));
                break;
            default:
                return false;
        }

        return true;
    }

    private bool RunObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                _stack.Push(_calls.Name(_input.ReadLine(), _input.ReadLine()));
                break;
            case PickleOpcode.StackGlobal:
                List<CheckpointValue> names = _stack.Pop(2);
                if (!names[0].TryGetString(out string? module) || !names[1].TryGetString(out string? name))
                    throw new InvalidDataException($"The name before byte {_input.Position} of the pickle is not a string.");
                _stack.Push(_calls.Name(module, name));
                break;
            case PickleOpcode.Reduce:
            case PickleOpcode.NewObj:
                CheckpointValue arguments = _stack.Pop();
                _stack.Push(_calls.Call(_stack.Pop(), arguments));
                break;
            case PickleOpcode.NewObjEx:
                // Of the keyword arguments nothing is needed: no class of a checkpoint is made with any.
                _ = _stack.Pop();
                CheckpointValue positional = _stack.Pop();
                _stack.Push(_calls.Call(_stack.Pop(), positional));
                break;
            case PickleOpcode.Inst:
                PickleObject named = _calls.Name(_input.ReadLine(), _input.ReadLine());
                _stack.Push(_calls.Call(named, new CheckpointList(tuple: true, _stack.PopToMark())));
                break;
            case PickleOpcode.Obj:
                List<CheckpointValue> call = _stack.PopToMark();
                if (call.Count == 0)
                    throw new InvalidDataException($"The object before byte {_input.Position} of the pickle has no class.");
                CheckpointValue callee = call[0];
                call.RemoveAt(0);
                _stack.Push(_calls.Call(callee, new CheckpointList(tuple: true, call)));
                break;
            case PickleOpcode.Build:
                Build(_stack.Pop());
                break;
            case PickleOpcode.BinPersId:
                _stack.Push(PickleCalls.Storage(_stack.Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    private CheckpointValue Integer(uint length)
    {
        if (length > PickleBudget.IntegerBytes)
            throw new InvalidDataException($"The integer at byte {_input.Position} of the pickle is {length} bytes long.");
        var value = new BigInteger(_input.Take(length));
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : new CheckpointScalar(value);
    }

    private CheckpointScalar Bytes(ulong length) => new(_input.Take(length).ToArray());

    private void Append(List<CheckpointValue> items)
    {
        CheckpointList list = _stack.Peek() switch
        {
            CheckpointList { IsTuple: false } target => target,
            PickleObject { Arguments: not null } target => target.MakeElements(),
            CheckpointValue other => throw new InvalidDataException($"The pickle appends to {other.Kind} before byte {_input.Position}."),
        };
        foreach (CheckpointValue item in items)
            list.Add(item);
    }

    private void SetItems(List<CheckpointValue> items)
    {
        CheckpointDictionary dictionary = _stack.Peek() switch
        {
            CheckpointDictionary target => target,
            PickleObject { Arguments: not null } target => target.MakeItems(),
            CheckpointValue other => throw new InvalidDataException($"The pickle sets an entry of {other.Kind} before byte {_input.Position}."),
        };
        if (items.Count % 2 != 0)
            throw new InvalidDataException($"The pickle sets a key without a value before byte {_input.Position}.");
        for (int i = 0; i < items.Count; i += 2)
        {
            _budget.Key(items[i]);
            dictionary.Set(items[i], items[i + 1]);
        }
    }

    /// <summary>Only the attributes of opaque objects matter, not those of a state dict (its versions) or a tensor.</summary>
    private void Build(CheckpointValue state)
    {
        switch (_stack.Peek())
        {
            case PickleObject { Arguments: not null } target:
                target.State = state;
                break;
            case CheckpointDictionary or CheckpointTensor or CheckpointList:
                break;
            case CheckpointValue other:
                throw new InvalidDataException($"The pickle sets attributes of {other.Kind} before byte {_input.Position}.");
        }
    }
}
