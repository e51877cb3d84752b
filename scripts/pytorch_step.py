#!/usr/bin/env python3
"""A YOLOv5 training step in plain PyTorch, to hold this project's step against.

Runs one FP32 training step (normalise, forward, loss, backward, clip, SGD with momentum, moving average) for every
line on standard input, and answers each with the step's seconds. compare-with-pytorch.sh runs it in turn with the
suite's own step on the same machine.
"""
import argparse
import math
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

DEPTH_WIDTH = {"n": (0.33, 0.25), "s": (0.33, 0.50), "m": (0.67, 0.75), "l": (1.0, 1.0), "x": (1.33, 1.25)}
ANCHORS = ((10, 13, 16, 30, 33, 23), (30, 61, 62, 45, 59, 119), (116, 90, 156, 198, 373, 326))
STRIDES = (8, 16, 32)


class Conv(nn.Module):
    def __init__(self, c1, c2, k=1, s=1, p=None):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, k // 2 if p is None else p, bias=False)
        self.bn = nn.BatchNorm2d(c2, eps=1e-3, momentum=0.03)
        self.act = nn.SiLU(inplace=True)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Residual(nn.Module):
    def __init__(self, c, add):
        super().__init__()
        self.first, self.second, self.add = Conv(c, c), Conv(c, c, 3), add

    def forward(self, x):
        y = self.second(self.first(x))
        return x + y if self.add else y


class Csp(nn.Module):
    def __init__(self, c1, c2, n, add=True):
        super().__init__()
        half = c2 // 2
        self.main, self.side, self.out = Conv(c1, half), Conv(c1, half), Conv(2 * half, c2)
        self.blocks = nn.Sequential(*(Residual(half, add) for _ in range(n)))

    def forward(self, x):
        return self.out(torch.cat((self.blocks(self.main(x)), self.side(x)), 1))


class Pyramid(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.inner, self.outer = Conv(c, c // 2), Conv(c * 2, c)

    def forward(self, x):
        levels = [self.inner(x)]
        for _ in range(3):
            levels.append(F.max_pool2d(levels[-1], 5, 1, 2))
        return self.outer(torch.cat(levels, 1))


class Network(nn.Module):
    def __init__(self, size, classes):
        super().__init__()
        depth, width = DEPTH_WIDTH[size]
        n = [max(round(k * depth), 1) for k in (3, 6, 9, 3)]
        c = [math.ceil(k * width / 8) * 8 for k in (64, 128, 256, 512, 1024)]
        self.stem = Conv(3, c[0], 6, 2, 2)
        self.d2, self.s2 = Conv(c[0], c[1], 3, 2), Csp(c[1], c[1], n[0])
        self.d3, self.s3 = Conv(c[1], c[2], 3, 2), Csp(c[2], c[2], n[1])
        self.d4, self.s4 = Conv(c[2], c[3], 3, 2), Csp(c[3], c[3], n[2])
        self.d5, self.s5 = Conv(c[3], c[4], 3, 2), Csp(c[4], c[4], n[3])
        self.spp = Pyramid(c[4])
        self.l5, self.u4 = Conv(c[4], c[3]), Csp(c[4], c[3], n[0], False)
        self.l4, self.u3 = Conv(c[3], c[2]), Csp(c[3], c[2], n[0], False)
        self.p4, self.n4 = Conv(c[2], c[2], 3, 2), Csp(c[3], c[3], n[0], False)
        self.p5, self.n5 = Conv(c[3], c[3], 3, 2), Csp(c[4], c[4], n[0], False)
        self.heads = nn.ModuleList(nn.Conv2d(k, 3 * (5 + classes), 1) for k in (c[2], c[3], c[4]))

    def forward(self, x):
        b3 = self.s3(self.d3(self.s2(self.d2(self.stem(x)))))
        b4 = self.s4(self.d4(b3))
        l5 = self.l5(self.spp(self.s5(self.d5(b4))))
        l4 = self.l4(self.u4(torch.cat((F.interpolate(l5, scale_factor=2.0), b4), 1)))
        o3 = self.u3(torch.cat((F.interpolate(l4, scale_factor=2.0), b3), 1))
        o4 = self.n4(torch.cat((self.p4(o3), l4), 1))
        o5 = self.n5(torch.cat((self.p5(o4), l5), 1))
        maps = []
        for head, o in zip(self.heads, (o3, o4, o5)):
            y = head(o)
            b, _, h, w = y.shape
            maps.append(y.view(b, 3, -1, h, w).permute(0, 1, 3, 4, 2).contiguous())
        return maps


def complete_iou(a, b):
    """CIoU of boxes given as centre and size (Zheng et al., 2020)."""
    a1, a2, b1, b2 = a[:, :2] - a[:, 2:] / 2, a[:, :2] + a[:, 2:] / 2, b[:, :2] - b[:, 2:] / 2, b[:, :2] + b[:, 2:] / 2
    overlap = (torch.min(a2, b2) - torch.max(a1, b1)).clamp(0).prod(1)
    iou = overlap / (a[:, 2:].prod(1) + b[:, 2:].prod(1) - overlap + 1e-7)
    hull = torch.max(a2, b2) - torch.min(a1, b1)
    distance = ((a[:, :2] - b[:, :2]) ** 2).sum(1) / ((hull ** 2).sum(1) + 1e-7)
    shape = (4 / math.pi ** 2) * (torch.atan(b[:, 2] / b[:, 3]) - torch.atan(a[:, 2] / a[:, 3])) ** 2
    with torch.no_grad():
        weight = shape / (shape - iou + 1 + 1e-7)
    return iou - distance - shape * weight


def loss_of(maps, targets, size, classes):
    box = objectness = classification = torch.zeros(1)
    for level, (map_, stride) in enumerate(zip(maps, STRIDES)):
        anchors = torch.tensor(ANCHORS[level], dtype=torch.float32).view(3, 2) / stride
        h, w = map_.shape[2:4]
        wanted = torch.zeros(map_.shape[:4])
        scaled = targets.clone()
        scaled[:, 2:] *= torch.tensor((w, h, w, h))
        ratio = scaled[None, :, 4:] / anchors[:, None]
        which, index = torch.where(torch.max(ratio, 1 / ratio).max(2)[0] < 4)
        matched = scaled[index]
        offsets = torch.tensor(((0, 0), (0.5, 0), (0, 0.5), (-0.5, 0), (0, -0.5)))
        centre, far = matched[:, 2:4], torch.tensor((w, h)) - matched[:, 2:4]
        near = ((centre % 1 < 0.5) & (centre > 1)).T
        beyond = ((far % 1 < 0.5) & (far > 1)).T
        chosen = torch.cat((torch.ones(1, len(matched), dtype=torch.bool), near, beyond))
        matched, which = matched.repeat(5, 1, 1)[chosen], which.repeat(5, 1)[chosen]
        cell = (matched[:, 2:4] - offsets[:, None].repeat(1, chosen.shape[1], 1)[chosen]).long()
        x, y = cell[:, 0].clamp(0, w - 1), cell[:, 1].clamp(0, h - 1)
        image, label = matched[:, 0].long(), matched[:, 1].long()
        if len(matched):
            p = map_[image, which, y, x]
            predicted = torch.cat((p[:, :2].sigmoid() * 2 - 0.5, (p[:, 2:4].sigmoid() * 2) ** 2 * anchors[which]), 1)
            truth = torch.cat((matched[:, 2:4] - torch.stack((x, y), 1), matched[:, 4:]), 1)
            iou = complete_iou(predicted, truth)
            box = box + (1 - iou).mean()
            wanted[image, which, y, x] = iou.detach().clamp(0)
            if classes > 1:
                one_hot = F.one_hot(label, classes).float()
                classification = classification + F.binary_cross_entropy_with_logits(p[:, 5:], one_hot)
        objectness = objectness + F.binary_cross_entropy_with_logits(map_[..., 4], wanted) * (4.0, 1.0, 0.4)[level]
    gain = (size / 640) ** 2
    return (0.05 * box + gain * objectness + 0.5 * classes / 80 * classification).sum() * maps[0].shape[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="s", choices=DEPTH_WIDTH)
    parser.add_argument("--imgsz", type=int, default=640)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--classes", type=int, default=80)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)

    model = Network(options.model, options.classes)
    average = Network(options.model, options.classes)
    average.load_state_dict(model.state_dict())
    averaged = [v for v in average.state_dict().values() if v.dtype.is_floating_point]
    current = [v for v in model.state_dict().values() if v.dtype.is_floating_point]
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.937, nesterov=True)
    images = torch.randint(0, 256, (options.batch, 3, options.imgsz, options.imgsz), dtype=torch.uint8)
    count = options.batch * 8
    targets = torch.rand(count, 6) * 0.5 + 0.25
    targets[:, 0] = torch.arange(count) % options.batch
    targets[:, 1] = torch.arange(count) % options.classes
    targets[:, 4:] *= 0.4

    print("ready", torch.__version__, flush=True)
    for step, _ in enumerate(sys.stdin):
        start = time.perf_counter()
        loss = loss_of(model(images.float() / 255), targets, options.imgsz, options.classes)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        decay = 0.9999 * (1 - math.exp(-(step + 1) / 2000))
        for a, c in zip(averaged, current):
            a.mul_(decay).add_(c.detach(), alpha=1 - decay)
        print(time.perf_counter() - start, flush=True)


main()
